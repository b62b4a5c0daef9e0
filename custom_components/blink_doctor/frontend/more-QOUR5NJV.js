import{a as l,b as c,g as R}from"./chunk-KHCKZHHG.js";var C=7*864e5;function F({device:t,account:o,tone:s},{text:n,hass:e,history:r,on:a,moreInfo:i}){let{battery:p,battery_volts:f,battery_read_at:y,wifi_bars:w,sync_module_bars:g,firmware:h,entities:T,recording:_,recording_since:$,usb_storage:D}=t,m=(u,d,Y)=>{let S=r?.find(A=>A.key===Y),M=l`
 <span class="label">${n.entity(`sensor.${u}.name`)}</span>
 <span class="value-text"><bdi>${d}</bdi></span>
 ${S?O(S,o.weak_bars,n):c}
 `,b=T[u];return l`<li>
 ${b?l`<button class="fact" data-on=${a(`info ${b}`,()=>i(b))}>${M}</button>`:l`<span class="fact">${M}</span>`}
 </li>`},v=u=>n.say("of_five",{bars:u}),K=u=>{let d=e.states[T[u]??""]?.state??"";return/^\d{4}-\d\d-\d\d/.test(d)?m(u,n.moment(d.slice(0,10))):c},k=y&&Date.now()-Date.parse(y)>C?` · ${n.say("as_of",{when:n.moment(y)})}`:"",H=f===null?"":` · ${n.volts(f)}`,P=t.online===!1&&(_==="offline"?$:t.since);return l`
 <ul class="facts">
 ${_&&s!=="old"?m("recording",n.recording(_)+($?` · ${n.since($)}`:"")):c}
 ${P?l`<li class="heading">${n.say("as_of",{when:n.moment(P)})}</li>`:c}
 ${D&&s!=="old"?m("usb_storage",n.entity(`sensor.usb_storage.state.${D}`)):c}
 ${p?m("battery_state",n.entity(`sensor.battery_state.state.${p}`)+H+k):c}
 ${K("batteries_changed")} ${K("expected_low")}
 ${h?m("firmware_version",h):c}
 </ul>
 <ul class="facts">
 ${w===null?c:m("wifi_signal",v(w),"wifi_signal")}
 ${g===null?c:m("sync_module_link",v(g),"sync_module_link")}
 </ul>
 `}function O({path:t,low:o,high:s,from:n},e,r){let a=`${r.say("trend",{low:o,high:s})}. ${r.say("weak_limit",{bars:r.say("of_five",{bars:e})})}`,i=27.5-e*5;return l`
 <svg class="trend" viewBox="0 0 120 32" preserveAspectRatio="none" role="img" aria-label=${a}>
 <title>${a}</title>
 <rect class="below" x="0" y=${i} width="120" height=${32-i} />
 <path class="limit" d="M0 ${i}H120" />
 <path d=${t} />
 </svg>
 <span class="axis" aria-hidden="true"><span>${r.moment(n,"short")}</span><span>${r.today()}</span></span>
 `}var B=t=>30-t*5;function E(t,o,s){let n=o.filter(([i])=>i>=s-30),e=n[0]?.[0]??s;if(n.length<2||s-e<1)return null;let r=n.map(([,i])=>i),a=([i,p])=>`${Math.min((i-e)/(s-e)*120,120).toFixed(1)} ${B(p).toFixed(1)}`;return{key:t,path:`M${n.map(a).join("L")}H120`,low:Math.round(Math.min(...r)),high:Math.round(Math.max(...r)),from:new Date(e*864e5).toISOString().slice(0,10)}}async function I(t,o,s){let n=await t.callWS({type:"blink_doctor/history",entry_id:o,uid:s}),e=Date.now()/864e5;return["wifi_signal","sync_module_link"].map(r=>E(r,n[r]??[],e)).filter(r=>r!==null)}var L=3,j=20,N=20;function W({device:t},{text:o}){let s=[...z(t,o),q(t,o)].filter(Boolean),n=(t.incidents??[]).filter(({to:r})=>r).slice(0,L),e=G(t,n[0],o);return l`
 ${s.map(r=>l`<p class="was">${r}</p>`)}
 ${n.length?l`${e?l`<p class="heading">${e}</p>`:c}
 <ul class="evidence">
 ${n.map(r=>l`<li>${J(r,o)}</li>`)}
 </ul>`:c}
 `}function q({woken_yesterday:t=[]},o){let s=t.reduce((a,{count:i})=>a+i,0);if(s<j)return"";let{kind:n,name:e}=t[0],r=e&&o.common(`say_by_${n}`,{name:e});return o.common(r?"say_woken_by":"say_woken",{count:o.number(s),by:r})}function z({name:t,not_watching:o,drop_outs:s,drop_out_pattern:n},e){let r=o?e.recording(o.reason):"",a=s?.month,[i="",p=""]=o?.until?e.span(o.from,o.until):[];return[o?.until&&e.common("say_not_watching",{name:t,when:i,until:p,why:r}),a&&a.count>1&&e.common("say_dropped_out",{name:t,count:e.number(a.count),days:30,minutes:e.number(a.total_minutes),percent:e.number(a.availability)}),n&&e.common("say_nightly",{name:t,start:n.from,end:n.until})].filter(f=>!!f)}function G({faults_this_year:t=0},o,s){if(!o||!t||new Date(o.to).getFullYear()!==new Date().getFullYear())return"";let n=s.number(t)+(t<N?"":"+");return s.say(t===1?"one_fault":"faults",{count:n,when:s.day(o.to)})}function J({cause:t,from:o,to:s,ended_by:n},e){let r=[...new Set([e.day(o),e.day(s)])].join(" – "),a=n&&(e.common(`say_ended_${n}`)||e.step(n));return[t==="red_light"?e.say("red_light"):e.cause(t),r,a].filter(Boolean).join(" · ")}function Q({device:t,tone:o},{text:s,busy:n,act:e}){if(t.paused||!t.control||!t.device_id||R(t)||o==="old")return c;let r=a=>{a.preventDefault();let i=a.target;e(t,"pause",i.querySelector("input").value)};return l`
 <details ?open=${t.pause_offered}>
 <summary class="action">${s.action("pause")}</summary>
 <form @submit=${r}>
 ${t.pause_offered?l`<p>${s.say("pause_offer")}</p>`:c}
 <label>${s.field("pause.fields.until.name")}<input type="date" min=${s.tomorrow()} /></label>
 <p class="also">${s.field("pause.fields.until.description")}</p>
 <button class="action first" ?disabled=${n!==void 0}>${s.action("pause")}</button>
 </form>
 </details>
 `}export{F as facts,I as load,W as past,Q as pause};
