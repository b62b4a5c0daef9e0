import{a as i,b as c,g as k}from"./chunk-KHCKZHHG.js";import{a as R}from"./chunk-BIRQBQ3M.js";var F=7*864e5;function O({device:t,account:o,tone:s},{text:n,hass:e,history:r,on:a,moreInfo:l}){let{battery:f,battery_volts:d,battery_read_at:m,wifi_bars:w,sync_module_bars:g,firmware:h,entities:T,recording:_,recording_since:$,usb_storage:D}=t,u=(p,y,A)=>{let M=r?.find(C=>C.key===A),S=i`
 <span class="label">${n.entity(`sensor.${p}.name`)}</span>
 <span class="value-text"><bdi>${y}</bdi></span>
 ${M?B(M,o.weak_bars,n):c}
 `,b=T[p];return i`<li>
 ${b?i`<button class="fact" data-on=${a(`info ${b}`,()=>l(b))}>${S}</button>`:i`<span class="fact">${S}</span>`}
 </li>`},v=p=>n.say("of_five",{bars:p}),P=p=>{let y=e.states[T[p]??""]?.state??"";return/^\d{4}-\d\d-\d\d/.test(y)?u(p,n.moment(y.slice(0,10))):c},H=m&&Date.now()-Date.parse(m)>F?` · ${n.say("as_of",{when:n.moment(m)})}`:"",Y=d===null?c:i` · <bdi>${n.volts(d)}</bdi>`,K=t.online===!1&&(_==="offline"?$:t.since);return i`
 <ul class="facts">
 ${_&&s!=="old"?u("recording",n.recording(_)+($?` · ${n.since($)}`:"")):c}
 ${K?i`<li class="heading">${n.say("as_of",{when:n.moment(K)})}</li>`:c}
 ${D&&s!=="old"?u("usb_storage",n.entity(`sensor.usb_storage.state.${D}`)):c}
 ${f?u("battery_state",i`${n.entity(`sensor.battery_state.state.${f}`)}${Y}${H}`):c}
 ${P("batteries_changed")} ${P("expected_low")}
 ${h?u("firmware_version",h):c}
 </ul>
 <ul class="facts">
 ${w===null?c:u("wifi_signal",v(w),"wifi_signal")}
 ${g===null?c:u("sync_module_link",v(g),"sync_module_link")}
 </ul>
 `}function B({path:t,low:o,high:s,from:n},e,r){let a=`${r.say("trend",{low:o,high:s})}. ${r.say("weak_limit",{bars:r.say("of_five",{bars:e})})}`,l=27.5-e*5;return i`
 <svg class="trend" viewBox="0 0 120 32" preserveAspectRatio="none" role="img" aria-label=${a}>
 <title>${a}</title>
 <rect class="below" x="0" y=${l} width="120" height=${32-l} />
 <path class="limit" d="M0 ${l}H120" />
 <path d=${t} />
 </svg>
 <span class="axis" aria-hidden="true"><span>${r.moment(n,"short")}</span><span>${r.today()}</span></span>
 `}var E=t=>30-t*5;function I(t,o,s){let n=o.filter(([l])=>l>=s-30),e=n[0]?.[0]??s;if(n.length<2||s-e<1)return null;let r=n.map(([,l])=>l),a=([l,f])=>`${Math.min((l-e)/(s-e)*120,120).toFixed(1)} ${E(f).toFixed(1)}`;return{key:t,path:`M${n.map(a).join("L")}H120`,low:Math.round(Math.min(...r)),high:Math.round(Math.max(...r)),from:new Date(e*864e5).toISOString().slice(0,10)}}async function L(t,o,s){let n=await t.callWS({type:"blink_doctor/history",entry_id:o,uid:s}),e=Date.now()/864e5;return["wifi_signal","sync_module_link"].map(r=>I(r,n[r]??[],e)).filter(r=>r!==null)}var j=3,N=20,W=20;function q({device:t},{text:o}){let s=[...G(t,o),z(t,o)].filter(Boolean),n=(t.incidents??[]).filter(({to:r})=>r).slice(0,j),e=J(t,n[0],o);return i`
 ${s.map(r=>i`<p class="was">${r}</p>`)}
 ${n.length?i`${e?i`<p class="heading">${e}</p>`:c}
 <ul class="evidence">
 ${n.map(r=>i`<li>${Q(r,o)}</li>`)}
 </ul>`:c}
 `}function z({woken_yesterday:t=[]},o){let s=t.reduce((a,{count:l})=>a+l,0);if(s<N)return"";let{kind:n,name:e}=t[0],r=e&&o.common(`say_by_${n}`,{name:e});return o.common(r?"say_woken_by":"say_woken",{count:o.number(s),by:r})}function G({name:t,not_watching:o,drop_outs:s,drop_out_pattern:n},e){let r=o?e.recording(o.reason):"",a=s?.month,l=m=>e.format(new Date(`2000-01-01T${m}`),R,!1),[f="",d=""]=o?.until?e.span(o.from,o.until):[];return[o?.until&&e.common("say_not_watching",{name:t,when:f,until:d,why:r}),a&&a.count>1&&e.common("say_dropped_out",{name:t,count:e.number(a.count),days:30,minutes:e.number(a.total_minutes),percent:e.number(a.availability)}),n&&e.common("say_nightly",{name:t,start:l(n.from),end:l(n.until)})].filter(m=>!!m)}function J({faults_this_year:t=0},o,s){if(!o||!t||new Date(o.to).getFullYear()!==new Date().getFullYear())return"";let n=s.number(t)+(t<W?"":"+");return s.say(t===1?"one_fault":"faults",{count:n,when:s.day(o.to)})}function Q({cause:t,from:o,to:s,ended_by:n},e){let r=[...new Set([e.day(o),e.day(s)])].join(" – "),a=n&&(e.common(`say_ended_${n}`)||e.step(n));return[t==="red_light"?e.say("red_light"):e.cause(t),r,a].filter(Boolean).join(" · ")}function U({device:t,tone:o},{text:s,busy:n,act:e}){if(t.paused||!t.control||!t.device_id||k(t)||o==="old")return c;let r=a=>{a.preventDefault();let l=a.target;e(t,"pause",l.querySelector("input").value)};return i`
 <details ?open=${t.pause_offered}>
 <summary class="action">${s.action("pause")}</summary>
 <form @submit=${r}>
 ${t.pause_offered?i`<p>${s.say("pause_offer")}</p>`:c}
 <label>${s.field("pause.fields.until.name")}<input type="date" min=${s.tomorrow()} /></label>
 <p class="also">${s.field("pause.fields.until.description")}</p>
 <button class="action first" ?disabled=${n!==void 0}>${s.action("pause")}</button>
 </form>
 </details>
 `}export{O as facts,L as load,q as past,U as pause};
