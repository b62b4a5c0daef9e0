import{a,b as m,g as R}from"./chunk-IS7GAYR5.js";function Y({device:n,account:o,tone:r},{text:t,hass:e,history:s,on:i,moreInfo:l}){let{battery:p,battery_volts:d,wifi_bars:_,sync_module_bars:$,firmware:w,entities:h,recording:b,recording_since:g,usb_storage:T}=n,c=(u,f,M)=>{let K=s?.find(H=>H.key===M),P=a`
 <span class="label">${t.entity(`sensor.${u}.name`)}</span>
 <span class="value-text"><bdi>${f}</bdi></span>
 ${K?A(K,o.weak_bars,t):m}
 `,y=h[u];return a`<li>
 ${y?a`<button class="fact" data-on=${i(`info ${y}`,()=>l(y))}>${P}</button>`:a`<span class="fact">${P}</span>`}
 </li>`},v=u=>t.say("of_five",{bars:u}),D=u=>{let f=e.states[h[u]??""]?.state??"";return/^\d{4}-\d\d-\d\d/.test(f)?c(u,t.moment(f.slice(0,10))):m},S=d===null?"":` · ${t.volts(d)}`;return a`
 <ul class="facts">
 ${b&&r!=="old"?c("recording",t.recording(b)+(g?` · ${t.since(g)}`:"")):m}
 ${T&&r!=="old"?c("usb_storage",t.entity(`sensor.usb_storage.state.${T}`)):m}
 ${p?c("battery_state",t.entity(`sensor.battery_state.state.${p}`)+S):m}
 ${D("batteries_changed")} ${D("expected_low")}
 ${w?c("firmware_version",w):m}
 </ul>
 <ul class="facts">
 ${_===null?m:c("wifi_signal",v(_),"wifi_signal")}
 ${$===null?m:c("sync_module_link",v($),"sync_module_link")}
 </ul>
 `}function A({path:n,low:o,high:r,from:t},e,s){let i=`${s.say("trend",{low:o,high:r})}. ${s.say("weak_limit",{bars:s.say("of_five",{bars:e})})}`,l=27.5-e*5;return a`
 <svg class="trend" viewBox="0 0 120 32" preserveAspectRatio="none" role="img" aria-label=${i}>
 <title>${i}</title>
 <rect class="below" x="0" y=${l} width="120" height=${32-l} />
 <path class="limit" d="M0 ${l}H120" />
 <path d=${n} />
 </svg>
 <span class="axis" aria-hidden="true"><span>${s.moment(t,"short")}</span><span>${s.today()}</span></span>
 `}var C=n=>30-n*5;function k(n,o,r){let t=o.filter(([l])=>l>=r-30),e=t[0]?.[0]??r;if(t.length<2||r-e<1)return null;let s=t.map(([,l])=>l),i=([l,p])=>`${Math.min((l-e)/(r-e)*120,120).toFixed(1)} ${C(p).toFixed(1)}`;return{key:n,path:`M${t.map(i).join("L")}H120`,low:Math.round(Math.min(...s)),high:Math.round(Math.max(...s)),from:new Date(e*864e5).toISOString().slice(0,10)}}async function F(n,o,r){let t=await n.callWS({type:"blink_doctor/history",entry_id:o,uid:r}),e=Date.now()/864e5;return["wifi_signal","sync_module_link"].map(s=>k(s,t[s]??[],e)).filter(s=>s!==null)}var I=3,O=20;function j({device:n},{text:o}){let r=B(n,o),t=(n.incidents??[]).filter(({to:s})=>s).slice(0,I),e=E(n,t[0],o);return a`
 ${r.map(s=>a`<p class="was">${s}</p>`)}
 ${t.length?a`${e?a`<p class="heading">${e}</p>`:m}
 <ul class="evidence">
 ${t.map(s=>a`<li>${L(s,o)}</li>`)}
 </ul>`:m}
 `}function B({name:n,not_watching:o,drop_outs:r,drop_out_pattern:t},e){let s=o?e.recording(o.reason):"",i=r?.month,[l="",p=""]=o?.until?e.span(o.from,o.until):[];return[o?.until?e.common("say_not_watching",{name:n,when:l,until:p,why:s}):o&&e.common("say_not_watching_now",{name:n,when:e.moment(o.from),why:s}),i?.count&&e.common("say_dropped_out",{name:n,count:e.number(i.count),days:30,minutes:e.number(i.total_minutes),percent:e.number(i.availability)}),t&&e.common("say_nightly",{name:n,start:t.from,end:t.until})].filter(d=>!!d)}function E({faults_this_year:n=0},o,r){if(!o||!n||new Date(o.to).getFullYear()!==new Date().getFullYear())return"";let t=r.number(n)+(n<O?"":"+");return r.say(n===1?"one_fault":"faults",{count:t,when:r.day(o.to)})}function L({cause:n,from:o,to:r,ended_by:t},e){let s=[...new Set([e.day(o),e.day(r)])].join(" – "),i=t&&(e.common(`say_ended_${t}`)||e.step(t));return[n==="red_light"?e.say("red_light"):e.cause(n),s,i].filter(Boolean).join(" · ")}function W({device:n,tone:o},{text:r,busy:t,act:e}){if(n.paused||!n.control||!n.device_id||R(n)||o==="old")return m;let s=i=>{i.preventDefault();let l=i.target;e(n,"pause",l.querySelector("input").value)};return a`
 <details ?open=${n.pause_offered}>
 <summary class="action">${r.action("pause")}</summary>
 <form @submit=${s}>
 ${n.pause_offered?a`<p>${r.say("pause_offer")}</p>`:m}
 <label>${r.field("pause.fields.until.name")}<input type="date" min=${r.tomorrow()} /></label>
 <p class="also">${r.field("pause.fields.until.description")}</p>
 <button class="action first" ?disabled=${t!==void 0}>${r.action("pause")}</button>
 </form>
 </details>
 `}export{Y as facts,F as load,j as past,W as pause};
