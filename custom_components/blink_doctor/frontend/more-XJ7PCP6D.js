import{a as i,b as a,g as R}from"./chunk-IS7GAYR5.js";function H({device:n,account:l,tone:e},{text:t,hass:r,history:s,on:p,moreInfo:o}){let{battery:c,battery_volts:y,wifi_bars:$,sync_module_bars:b,firmware:_,entities:g,recording:h,recording_since:w,usb_storage:T}=n,m=(u,d,x)=>{let K=s?.find(D=>D.key===x),P=i`
 <span class="label">${t.entity(`sensor.${u}.name`)}</span>
 <span class="value-text"><bdi>${d}</bdi></span>
 ${K?A(K,l.weak_bars,t):a}
 `,f=g[u];return i`<li>
 ${f?i`<button class="fact" data-on=${p(`info ${f}`,()=>o(f))}>${P}</button>`:i`<span class="fact">${P}</span>`}
 </li>`},v=u=>t.say("of_five",{bars:u}),M=u=>{let d=r.states[g[u]??""]?.state??"";return/^\d{4}-\d\d-\d\d/.test(d)?m(u,t.moment(d.slice(0,10))):a},S=y===null?"":` · ${t.volts(y)}`;return i`
 <ul class="facts">
 ${h&&e!=="old"?m("recording",t.recording(h)+(w?` · ${t.since(w)}`:"")):a}
 ${T&&e!=="old"?m("usb_storage",t.entity(`sensor.usb_storage.state.${T}`)):a}
 ${c?m("battery_state",t.entity(`sensor.battery_state.state.${c}`)+S):a}
 ${M("batteries_changed")} ${M("expected_low")}
 ${_?m("firmware_version",_):a}
 ${$===null?a:m("wifi_signal",v($),"wifi_signal")}
 ${b===null?a:m("sync_module_link",v(b),"sync_module_link")}
 </ul>
 `}function A({path:n,low:l,high:e,from:t},r,s){let p=`${s.say("trend",{low:l,high:e})}. ${s.say("weak_limit",{bars:s.say("of_five",{bars:r})})}`,o=27.5-r*5;return i`
 <svg class="trend" viewBox="0 0 120 32" preserveAspectRatio="none" role="img" aria-label=${p}>
 <title>${p}</title>
 <rect class="below" x="0" y=${o} width="120" height=${32-o} />
 <path class="limit" d="M0 ${o}H120" />
 <path d=${n} />
 </svg>
 <span class="axis" aria-hidden="true"><span>${s.moment(t,"short")}</span><span>${s.today()}</span></span>
 `}var k=n=>30-n*5;function Y(n,l,e){let t=l.filter(([o])=>o>=e-30),r=t[0]?.[0]??e;if(t.length<2||e-r<1)return null;let s=t.map(([,o])=>o),p=([o,c])=>`${Math.min((o-r)/(e-r)*120,120).toFixed(1)} ${k(c).toFixed(1)}`;return{key:n,path:`M${t.map(p).join("L")}H120`,low:Math.round(Math.min(...s)),high:Math.round(Math.max(...s)),from:new Date(r*864e5).toISOString().slice(0,10)}}async function C(n,l,e){let t=await n.callWS({type:"blink_doctor/history",entry_id:l,uid:e}),r=Date.now()/864e5;return["wifi_signal","sync_module_link"].map(s=>Y(s,t[s]??[],r)).filter(s=>s!==null)}function F({device:n,tone:l},{text:e,busy:t,act:r}){if(n.paused||!n.control||!n.device_id||R(n)||l==="old")return a;let s=p=>{p.preventDefault();let o=p.target;r(n,"pause",o.querySelector("input").value)};return i`
 <details ?open=${n.pause_offered}>
 <summary class="action">${e.action("pause")}</summary>
 <form @submit=${s}>
 ${n.pause_offered?i`<p>${e.say("pause_offer")}</p>`:a}
 <label>${e.field("pause.fields.until.name")}<input type="date" min=${e.tomorrow()} /></label>
 <p class="also">${e.field("pause.fields.until.description")}</p>
 <button class="action first" ?disabled=${t!==void 0}>${e.action("pause")}</button>
 </form>
 </details>
 `}export{H as facts,C as load,F as pause};
