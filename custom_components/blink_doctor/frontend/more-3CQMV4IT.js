import{a as l,b as c,g as M}from"./chunk-IS7GAYR5.js";var A=7*864e5;function C({device:t,account:o,tone:r},{text:n,hass:e,history:s,on:a,moreInfo:i}){let{battery:p,battery_volts:d,battery_read_at:y,wifi_bars:$,sync_module_bars:b,firmware:w,entities:g,recording:h,recording_since:T,usb_storage:D}=t,m=(u,f,H)=>{let P=s?.find(Y=>Y.key===H),S=l`
 <span class="label">${n.entity(`sensor.${u}.name`)}</span>
 <span class="value-text"><bdi>${f}</bdi></span>
 ${P?F(P,o.weak_bars,n):c}
 `,_=g[u];return l`<li>
 ${_?l`<button class="fact" data-on=${a(`info ${_}`,()=>i(_))}>${S}</button>`:l`<span class="fact">${S}</span>`}
 </li>`},v=u=>n.say("of_five",{bars:u}),K=u=>{let f=e.states[g[u]??""]?.state??"";return/^\d{4}-\d\d-\d\d/.test(f)?m(u,n.moment(f.slice(0,10))):c},R=y&&Date.now()-Date.parse(y)>A?` · ${n.say("as_of",{when:n.moment(y)})}`:"",k=d===null?"":` · ${n.volts(d)}`;return l`
 <ul class="facts">
 ${h&&r!=="old"?m("recording",n.recording(h)+(T?` · ${n.since(T)}`:"")):c}
 ${D&&r!=="old"?m("usb_storage",n.entity(`sensor.usb_storage.state.${D}`)):c}
 ${p?m("battery_state",n.entity(`sensor.battery_state.state.${p}`)+k+R):c}
 ${K("batteries_changed")} ${K("expected_low")}
 ${w?m("firmware_version",w):c}
 </ul>
 <ul class="facts">
 ${$===null?c:m("wifi_signal",v($),"wifi_signal")}
 ${b===null?c:m("sync_module_link",v(b),"sync_module_link")}
 </ul>
 `}function F({path:t,low:o,high:r,from:n},e,s){let a=`${s.say("trend",{low:o,high:r})}. ${s.say("weak_limit",{bars:s.say("of_five",{bars:e})})}`,i=27.5-e*5;return l`
 <svg class="trend" viewBox="0 0 120 32" preserveAspectRatio="none" role="img" aria-label=${a}>
 <title>${a}</title>
 <rect class="below" x="0" y=${i} width="120" height=${32-i} />
 <path class="limit" d="M0 ${i}H120" />
 <path d=${t} />
 </svg>
 <span class="axis" aria-hidden="true"><span>${s.moment(n,"short")}</span><span>${s.today()}</span></span>
 `}var O=t=>30-t*5;function B(t,o,r){let n=o.filter(([i])=>i>=r-30),e=n[0]?.[0]??r;if(n.length<2||r-e<1)return null;let s=n.map(([,i])=>i),a=([i,p])=>`${Math.min((i-e)/(r-e)*120,120).toFixed(1)} ${O(p).toFixed(1)}`;return{key:t,path:`M${n.map(a).join("L")}H120`,low:Math.round(Math.min(...s)),high:Math.round(Math.max(...s)),from:new Date(e*864e5).toISOString().slice(0,10)}}async function E(t,o,r){let n=await t.callWS({type:"blink_doctor/history",entry_id:o,uid:r}),e=Date.now()/864e5;return["wifi_signal","sync_module_link"].map(s=>B(s,n[s]??[],e)).filter(s=>s!==null)}var I=3,L=20,j=20;function N({device:t},{text:o}){let r=[...q(t,o),W(t,o)].filter(Boolean),n=(t.incidents??[]).filter(({to:s})=>s).slice(0,I),e=z(t,n[0],o);return l`
 ${r.map(s=>l`<p class="was">${s}</p>`)}
 ${n.length?l`${e?l`<p class="heading">${e}</p>`:c}
 <ul class="evidence">
 ${n.map(s=>l`<li>${G(s,o)}</li>`)}
 </ul>`:c}
 `}function W({woken_yesterday:t=[]},o){let r=t.reduce((a,{count:i})=>a+i,0);if(r<L)return"";let{kind:n,name:e}=t[0],s=e&&o.common(`say_by_${n}`,{name:e});return o.common(s?"say_woken_by":"say_woken",{count:o.number(r),by:s})}function q({name:t,not_watching:o,drop_outs:r,drop_out_pattern:n},e){let s=o?e.recording(o.reason):"",a=r?.month,[i="",p=""]=o?.until?e.span(o.from,o.until):[];return[o?.until&&e.common("say_not_watching",{name:t,when:i,until:p,why:s}),a&&a.count>1&&e.common("say_dropped_out",{name:t,count:e.number(a.count),days:30,minutes:e.number(a.total_minutes),percent:e.number(a.availability)}),n&&e.common("say_nightly",{name:t,start:n.from,end:n.until})].filter(d=>!!d)}function z({faults_this_year:t=0},o,r){if(!o||!t||new Date(o.to).getFullYear()!==new Date().getFullYear())return"";let n=r.number(t)+(t<j?"":"+");return r.say(t===1?"one_fault":"faults",{count:n,when:r.day(o.to)})}function G({cause:t,from:o,to:r,ended_by:n},e){let s=[...new Set([e.day(o),e.day(r)])].join(" – "),a=n&&(e.common(`say_ended_${n}`)||e.step(n));return[t==="red_light"?e.say("red_light"):e.cause(t),s,a].filter(Boolean).join(" · ")}function J({device:t,tone:o},{text:r,busy:n,act:e}){if(t.paused||!t.control||!t.device_id||M(t)||o==="old")return c;let s=a=>{a.preventDefault();let i=a.target;e(t,"pause",i.querySelector("input").value)};return l`
 <details ?open=${t.pause_offered}>
 <summary class="action">${r.action("pause")}</summary>
 <form @submit=${s}>
 ${t.pause_offered?l`<p>${r.say("pause_offer")}</p>`:c}
 <label>${r.field("pause.fields.until.name")}<input type="date" min=${r.tomorrow()} /></label>
 <p class="also">${r.field("pause.fields.until.description")}</p>
 <button class="action first" ?disabled=${n!==void 0}>${r.action("pause")}</button>
 </form>
 </details>
 `}export{C as facts,E as load,N as past,J as pause};
