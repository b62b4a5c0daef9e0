import{a,b as m,g as R}from"./chunk-IS7GAYR5.js";function Y({device:n,account:o,tone:s},{text:e,hass:t,history:r,on:i,moreInfo:l}){let{battery:p,battery_volts:d,wifi_bars:_,sync_module_bars:$,firmware:w,entities:h,recording:b,recording_since:g,usb_storage:T}=n,u=(c,f,M)=>{let K=r?.find(H=>H.key===M),P=a`
 <span class="label">${e.entity(`sensor.${c}.name`)}</span>
 <span class="value-text"><bdi>${f}</bdi></span>
 ${K?A(K,o.weak_bars,e):m}
 `,y=h[c];return a`<li>
 ${y?a`<button class="fact" data-on=${i(`info ${y}`,()=>l(y))}>${P}</button>`:a`<span class="fact">${P}</span>`}
 </li>`},v=c=>e.say("of_five",{bars:c}),D=c=>{let f=t.states[h[c]??""]?.state??"";return/^\d{4}-\d\d-\d\d/.test(f)?u(c,e.moment(f.slice(0,10))):m},S=d===null?"":` · ${e.volts(d)}`;return a`
 <ul class="facts">
 ${b&&s!=="old"?u("recording",e.recording(b)+(g?` · ${e.since(g)}`:"")):m}
 ${T&&s!=="old"?u("usb_storage",e.entity(`sensor.usb_storage.state.${T}`)):m}
 ${p?u("battery_state",e.entity(`sensor.battery_state.state.${p}`)+S):m}
 ${D("batteries_changed")} ${D("expected_low")}
 ${w?u("firmware_version",w):m}
 </ul>
 <ul class="facts">
 ${_===null?m:u("wifi_signal",v(_),"wifi_signal")}
 ${$===null?m:u("sync_module_link",v($),"sync_module_link")}
 </ul>
 `}function A({path:n,low:o,high:s,from:e},t,r){let i=`${r.say("trend",{low:o,high:s})}. ${r.say("weak_limit",{bars:r.say("of_five",{bars:t})})}`,l=27.5-t*5;return a`
 <svg class="trend" viewBox="0 0 120 32" preserveAspectRatio="none" role="img" aria-label=${i}>
 <title>${i}</title>
 <rect class="below" x="0" y=${l} width="120" height=${32-l} />
 <path class="limit" d="M0 ${l}H120" />
 <path d=${n} />
 </svg>
 <span class="axis" aria-hidden="true"><span>${r.moment(e,"short")}</span><span>${r.today()}</span></span>
 `}var C=n=>30-n*5;function k(n,o,s){let e=o.filter(([l])=>l>=s-30),t=e[0]?.[0]??s;if(e.length<2||s-t<1)return null;let r=e.map(([,l])=>l),i=([l,p])=>`${Math.min((l-t)/(s-t)*120,120).toFixed(1)} ${C(p).toFixed(1)}`;return{key:n,path:`M${e.map(i).join("L")}H120`,low:Math.round(Math.min(...r)),high:Math.round(Math.max(...r)),from:new Date(t*864e5).toISOString().slice(0,10)}}async function F(n,o,s){let e=await n.callWS({type:"blink_doctor/history",entry_id:o,uid:s}),t=Date.now()/864e5;return["wifi_signal","sync_module_link"].map(r=>k(r,e[r]??[],t)).filter(r=>r!==null)}var I=3;function O({device:n},{text:o}){let s=j(n,o),e=(n.incidents??[]).filter(({to:r})=>r).slice(0,I),t=B(n,e[0],o);return a`
 ${s.map(r=>a`<p class="was">${r}</p>`)}
 ${e.length?a`${t?a`<p class="heading">${t}</p>`:m}
 <ul class="evidence">
 ${e.map(r=>a`<li>${L(r,o)}</li>`)}
 </ul>`:m}
 `}function j({name:n,not_watching:o,drop_outs:s,drop_out_pattern:e},t){let r=o?t.recording(o.reason):"",i=s?.month,[l="",p=""]=o?.until?t.span(o.from,o.until):[];return[o?.until?t.common("say_not_watching",{name:n,when:l,until:p,why:r}):o&&t.common("say_not_watching_now",{name:n,when:t.moment(o.from),why:r}),i?.count&&t.common("say_dropped_out",{name:n,count:t.number(i.count),days:30,minutes:t.number(i.total_minutes),percent:t.number(i.availability)}),e&&t.common("say_nightly",{name:n,start:e.from,end:e.until})].filter(d=>!!d)}function B({faults_this_year:n=0},o,s){return!o||!n||new Date(o.to).getFullYear()!==new Date().getFullYear()?"":s.say(n===1?"one_fault":"faults",{count:n,when:s.day(o.to)})}function L({cause:n,from:o,to:s,ended_by:e},t){let r=[...new Set([t.day(o),t.day(s)])].join(" – "),i=e&&(t.common(`say_ended_${e}`)||t.step(e));return[n==="red_light"?t.say("red_light"):t.cause(n),r,i].filter(Boolean).join(" · ")}function E({device:n,tone:o},{text:s,busy:e,act:t}){if(n.paused||!n.control||!n.device_id||R(n)||o==="old")return m;let r=i=>{i.preventDefault();let l=i.target;t(n,"pause",l.querySelector("input").value)};return a`
 <details ?open=${n.pause_offered}>
 <summary class="action">${s.action("pause")}</summary>
 <form @submit=${r}>
 ${n.pause_offered?a`<p>${s.say("pause_offer")}</p>`:m}
 <label>${s.field("pause.fields.until.name")}<input type="date" min=${s.tomorrow()} /></label>
 <p class="also">${s.field("pause.fields.until.description")}</p>
 <button class="action first" ?disabled=${e!==void 0}>${s.action("pause")}</button>
 </form>
 </details>
 `}export{Y as facts,F as load,O as past,E as pause};
