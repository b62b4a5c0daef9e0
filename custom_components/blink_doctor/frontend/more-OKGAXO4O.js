import{a as l,b as c,g as M}from"./chunk-IS7GAYR5.js";var A=7*864e5;function C({device:n,account:o,tone:r},{text:t,hass:e,history:s,on:a,moreInfo:i}){let{battery:p,battery_volts:d,battery_read_at:y,wifi_bars:$,sync_module_bars:w,firmware:b,entities:h,recording:g,recording_since:T,usb_storage:D}=n,m=(u,f,H)=>{let P=s?.find(Y=>Y.key===H),S=l`
 <span class="label">${t.entity(`sensor.${u}.name`)}</span>
 <span class="value-text"><bdi>${f}</bdi></span>
 ${P?F(P,o.weak_bars,t):c}
 `,_=h[u];return l`<li>
 ${_?l`<button class="fact" data-on=${a(`info ${_}`,()=>i(_))}>${S}</button>`:l`<span class="fact">${S}</span>`}
 </li>`},v=u=>t.say("of_five",{bars:u}),K=u=>{let f=e.states[h[u]??""]?.state??"";return/^\d{4}-\d\d-\d\d/.test(f)?m(u,t.moment(f.slice(0,10))):c},R=y&&Date.now()-Date.parse(y)>A?` · ${t.say("as_of",{when:t.moment(y)})}`:"",k=d===null?"":` · ${t.volts(d)}`;return l`
 <ul class="facts">
 ${g&&r!=="old"?m("recording",t.recording(g)+(T?` · ${t.since(T)}`:"")):c}
 ${D&&r!=="old"?m("usb_storage",t.entity(`sensor.usb_storage.state.${D}`)):c}
 ${p?m("battery_state",t.entity(`sensor.battery_state.state.${p}`)+k+R):c}
 ${K("batteries_changed")} ${K("expected_low")}
 ${b?m("firmware_version",b):c}
 </ul>
 <ul class="facts">
 ${$===null?c:m("wifi_signal",v($),"wifi_signal")}
 ${w===null?c:m("sync_module_link",v(w),"sync_module_link")}
 </ul>
 `}function F({path:n,low:o,high:r,from:t},e,s){let a=`${s.say("trend",{low:o,high:r})}. ${s.say("weak_limit",{bars:s.say("of_five",{bars:e})})}`,i=27.5-e*5;return l`
 <svg class="trend" viewBox="0 0 120 32" preserveAspectRatio="none" role="img" aria-label=${a}>
 <title>${a}</title>
 <rect class="below" x="0" y=${i} width="120" height=${32-i} />
 <path class="limit" d="M0 ${i}H120" />
 <path d=${n} />
 </svg>
 <span class="axis" aria-hidden="true"><span>${s.moment(t,"short")}</span><span>${s.today()}</span></span>
 `}var O=n=>30-n*5;function B(n,o,r){let t=o.filter(([i])=>i>=r-30),e=t[0]?.[0]??r;if(t.length<2||r-e<1)return null;let s=t.map(([,i])=>i),a=([i,p])=>`${Math.min((i-e)/(r-e)*120,120).toFixed(1)} ${O(p).toFixed(1)}`;return{key:n,path:`M${t.map(a).join("L")}H120`,low:Math.round(Math.min(...s)),high:Math.round(Math.max(...s)),from:new Date(e*864e5).toISOString().slice(0,10)}}async function E(n,o,r){let t=await n.callWS({type:"blink_doctor/history",entry_id:o,uid:r}),e=Date.now()/864e5;return["wifi_signal","sync_module_link"].map(s=>B(s,t[s]??[],e)).filter(s=>s!==null)}var I=3,L=20,j=20;function N({device:n},{text:o}){let r=[...q(n,o),W(n,o)].filter(Boolean),t=(n.incidents??[]).filter(({to:s})=>s).slice(0,I),e=z(n,t[0],o);return l`
 ${r.map(s=>l`<p class="was">${s}</p>`)}
 ${t.length?l`${e?l`<p class="heading">${e}</p>`:c}
 <ul class="evidence">
 ${t.map(s=>l`<li>${G(s,o)}</li>`)}
 </ul>`:c}
 `}function W({woken_yesterday:n=[]},o){let r=n.reduce((a,{count:i})=>a+i,0);if(r<L)return"";let{kind:t,name:e}=n[0],s=e&&o.common(`say_by_${t}`,{name:e});return o.common(s?"say_woken_by":"say_woken",{count:o.number(r),by:s})}function q({name:n,not_watching:o,drop_outs:r,drop_out_pattern:t},e){let s=o?e.recording(o.reason):"",a=r?.month,[i="",p=""]=o?.until?e.span(o.from,o.until):[];return[o?.until?e.common("say_not_watching",{name:n,when:i,until:p,why:s}):o&&e.common("say_not_watching_now",{name:n,when:e.moment(o.from),why:s}),a?.count&&e.common("say_dropped_out",{name:n,count:e.number(a.count),days:30,minutes:e.number(a.total_minutes),percent:e.number(a.availability)}),t&&e.common("say_nightly",{name:n,start:t.from,end:t.until})].filter(d=>!!d)}function z({faults_this_year:n=0},o,r){if(!o||!n||new Date(o.to).getFullYear()!==new Date().getFullYear())return"";let t=r.number(n)+(n<j?"":"+");return r.say(n===1?"one_fault":"faults",{count:t,when:r.day(o.to)})}function G({cause:n,from:o,to:r,ended_by:t},e){let s=[...new Set([e.day(o),e.day(r)])].join(" – "),a=t&&(e.common(`say_ended_${t}`)||e.step(t));return[n==="red_light"?e.say("red_light"):e.cause(n),s,a].filter(Boolean).join(" · ")}function J({device:n,tone:o},{text:r,busy:t,act:e}){if(n.paused||!n.control||!n.device_id||M(n)||o==="old")return c;let s=a=>{a.preventDefault();let i=a.target;e(n,"pause",i.querySelector("input").value)};return l`
 <details ?open=${n.pause_offered}>
 <summary class="action">${r.action("pause")}</summary>
 <form @submit=${s}>
 ${n.pause_offered?l`<p>${r.say("pause_offer")}</p>`:c}
 <label>${r.field("pause.fields.until.name")}<input type="date" min=${r.tomorrow()} /></label>
 <p class="also">${r.field("pause.fields.until.description")}</p>
 <button class="action first" ?disabled=${t!==void 0}>${r.action("pause")}</button>
 </form>
 </details>
 `}export{C as facts,E as load,N as past,J as pause};
