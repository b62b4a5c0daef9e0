var D=globalThis,E=D.ShadowRoot&&(D.ShadyCSS===void 0||D.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,I=Symbol(),o1=new WeakMap,B=class{constructor(C,H,V){if(this._$cssResult$=!0,V!==I)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=C,this.t=H}get styleSheet(){let C=this.o,H=this.t;if(E&&C===void 0){let V=H!==void 0&&H.length===1;V&&(C=o1.get(H)),C===void 0&&((this.o=C=new CSSStyleSheet).replaceSync(this.cssText),V&&o1.set(H,C))}return C}toString(){return this.cssText}},a1=L=>new B(typeof L=="string"?L:L+"",void 0,I),U=(L,...C)=>{let H=L.length===1?L[0]:C.reduce((V,M,r)=>V+(e=>{if(e._$cssResult$===!0)return e.cssText;if(typeof e=="number")return e;throw Error("Value passed to 'css' function must be a 'css' function result: "+e+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(M)+L[r+1],L[0]);return new B(H,L,I)},d1=(L,C)=>{if(E)L.adoptedStyleSheets=C.map(H=>H instanceof CSSStyleSheet?H:H.styleSheet);else for(let H of C){let V=document.createElement("style"),M=D.litNonce;M!==void 0&&V.setAttribute("nonce",M),V.textContent=H.cssText,L.appendChild(V)}},Q=E?L=>L:L=>L instanceof CSSStyleSheet?(C=>{let H="";for(let V of C.cssRules)H+=V.cssText;return a1(H)})(L):L;var{is:H2,defineProperty:V2,getOwnPropertyDescriptor:L2,getOwnPropertyNames:M2,getOwnPropertySymbols:r2,getPrototypeOf:e2}=Object,_=globalThis,p1=_.trustedTypes,t2=p1?p1.emptyScript:"",A2=_.reactiveElementPolyfillSupport,w=(L,C)=>L,G={toAttribute(L,C){switch(C){case Boolean:L=L?t2:null;break;case Object:case Array:L=L==null?L:JSON.stringify(L)}return L},fromAttribute(L,C){let H=L;switch(C){case Boolean:H=L!==null;break;case Number:H=L===null?null:Number(L);break;case Object:case Array:try{H=JSON.parse(L)}catch{H=null}}return H}},v1=(L,C)=>!H2(L,C),m1={attribute:!0,type:String,converter:G,reflect:!1,useDefault:!1,hasChanged:v1};Symbol.metadata??=Symbol("metadata"),_.litPropertyMetadata??=new WeakMap;var n=class extends HTMLElement{static addInitializer(C){this._$Ei(),(this.l??=[]).push(C)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(C,H=m1){if(H.state&&(H.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(C)&&((H=Object.create(H)).wrapped=!0),this.elementProperties.set(C,H),!H.noAccessor){let V=Symbol(),M=this.getPropertyDescriptor(C,V,H);M!==void 0&&V2(this.prototype,C,M)}}static getPropertyDescriptor(C,H,V){let{get:M,set:r}=L2(this.prototype,C)??{get(){return this[H]},set(e){this[H]=e}};return{get:M,set(e){let t=M?.call(this);r?.call(this,e),this.requestUpdate(C,t,V)},configurable:!0,enumerable:!0}}static getPropertyOptions(C){return this.elementProperties.get(C)??m1}static _$Ei(){if(this.hasOwnProperty(w("elementProperties")))return;let C=e2(this);C.finalize(),C.l!==void 0&&(this.l=[...C.l]),this.elementProperties=new Map(C.elementProperties)}static finalize(){if(this.hasOwnProperty(w("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(w("properties"))){let H=this.properties,V=[...M2(H),...r2(H)];for(let M of V)this.createProperty(M,H[M])}let C=this[Symbol.metadata];if(C!==null){let H=litPropertyMetadata.get(C);if(H!==void 0)for(let[V,M]of H)this.elementProperties.set(V,M)}this._$Eh=new Map;for(let[H,V]of this.elementProperties){let M=this._$Eu(H,V);M!==void 0&&this._$Eh.set(M,H)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(C){let H=[];if(Array.isArray(C)){let V=new Set(C.flat(1/0).reverse());for(let M of V)H.unshift(Q(M))}else C!==void 0&&H.push(Q(C));return H}static _$Eu(C,H){let V=H.attribute;return V===!1?void 0:typeof V=="string"?V:typeof C=="string"?C.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(C=>this.enableUpdating=C),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(C=>C(this))}addController(C){(this._$EO??=new Set).add(C),this.renderRoot!==void 0&&this.isConnected&&C.hostConnected?.()}removeController(C){this._$EO?.delete(C)}_$E_(){let C=new Map,H=this.constructor.elementProperties;for(let V of H.keys())this.hasOwnProperty(V)&&(C.set(V,this[V]),delete this[V]);C.size>0&&(this._$Ep=C)}createRenderRoot(){let C=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return d1(C,this.constructor.elementStyles),C}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(C=>C.hostConnected?.())}enableUpdating(C){}disconnectedCallback(){this._$EO?.forEach(C=>C.hostDisconnected?.())}attributeChangedCallback(C,H,V){this._$AK(C,V)}_$ET(C,H){let V=this.constructor.elementProperties.get(C),M=this.constructor._$Eu(C,V);if(M!==void 0&&V.reflect===!0){let r=(V.converter?.toAttribute!==void 0?V.converter:G).toAttribute(H,V.type);this._$Em=C,r==null?this.removeAttribute(M):this.setAttribute(M,r),this._$Em=null}}_$AK(C,H){let V=this.constructor,M=V._$Eh.get(C);if(M!==void 0&&this._$Em!==M){let r=V.getPropertyOptions(M),e=typeof r.converter=="function"?{fromAttribute:r.converter}:r.converter?.fromAttribute!==void 0?r.converter:G;this._$Em=M;let t=e.fromAttribute(H,r.type);this[M]=t??this._$Ej?.get(M)??t,this._$Em=null}}requestUpdate(C,H,V,M=!1,r){if(C!==void 0){let e=this.constructor;if(M===!1&&(r=this[C]),V??=e.getPropertyOptions(C),!((V.hasChanged??v1)(r,H)||V.useDefault&&V.reflect&&r===this._$Ej?.get(C)&&!this.hasAttribute(e._$Eu(C,V))))return;this.C(C,H,V)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(C,H,{useDefault:V,reflect:M,wrapped:r},e){V&&!(this._$Ej??=new Map).has(C)&&(this._$Ej.set(C,e??H??this[C]),r!==!0||e!==void 0)||(this._$AL.has(C)||(this.hasUpdated||V||(H=void 0),this._$AL.set(C,H)),M===!0&&this._$Em!==C&&(this._$Eq??=new Set).add(C))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(H){Promise.reject(H)}let C=this.scheduleUpdate();return C!=null&&await C,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[M,r]of this._$Ep)this[M]=r;this._$Ep=void 0}let V=this.constructor.elementProperties;if(V.size>0)for(let[M,r]of V){let{wrapped:e}=r,t=this[M];e!==!0||this._$AL.has(M)||t===void 0||this.C(M,void 0,r,t)}}let C=!1,H=this._$AL;try{C=this.shouldUpdate(H),C?(this.willUpdate(H),this._$EO?.forEach(V=>V.hostUpdate?.()),this.update(H)):this._$EM()}catch(V){throw C=!1,this._$EM(),V}C&&this._$AE(H)}willUpdate(C){}_$AE(C){this._$EO?.forEach(H=>H.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(C)),this.updated(C)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(C){return!0}update(C){this._$Eq&&=this._$Eq.forEach(H=>this._$ET(H,this[H])),this._$EM()}updated(C){}firstUpdated(C){}};n.elementStyles=[],n.shadowRootOptions={mode:"open"},n[w("elementProperties")]=new Map,n[w("finalized")]=new Map,A2?.({ReactiveElement:n}),(_.reactiveElementVersions??=[]).push("2.1.2");var J=globalThis,x1=L=>L,W=J.trustedTypes,n1=W?W.createPolicy("lit-html",{createHTML:L=>L}):void 0,c1="$lit$",Z=`lit$${Math.random().toFixed(9).slice(2)}$`,O1="?"+Z,i2=`<${O1}>`,O=document,y=()=>O.createComment(""),b=L=>L===null||typeof L!="object"&&typeof L!="function",C1=Array.isArray,o2=L=>C1(L)||typeof L?.[Symbol.iterator]=="function",z=`[ 	
\f\r]`,P=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,l1=/-->/g,Z1=/>/g,s=RegExp(`>|${z}(?:([^\\s"'>=/]+)(${z}*=${z}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),S1=/'/g,u1=/"/g,h1=/^(?:script|style|textarea|title)$/i,H1=L=>(C,...H)=>({_$litType$:L,strings:C,values:H}),i=H1(1),T2=H1(2),F2=H1(3),h=Symbol.for("lit-noChange"),a=Symbol.for("lit-nothing"),s1=new WeakMap,c=O.createTreeWalker(O,129);function g1(L,C){if(!C1(L)||!L.hasOwnProperty("raw"))throw Error("invalid template strings array");return n1!==void 0?n1.createHTML(C):C}var a2=(L,C)=>{let H=L.length-1,V=[],M,r=C===2?"<svg>":C===3?"<math>":"",e=P;for(let t=0;t<H;t++){let A=L[t],o,p,d=-1,x=0;for(;x<A.length&&(e.lastIndex=x,p=e.exec(A),p!==null);)x=e.lastIndex,e===P?p[1]==="!--"?e=l1:p[1]!==void 0?e=Z1:p[2]!==void 0?(h1.test(p[2])&&(M=RegExp("</"+p[2],"g")),e=s):p[3]!==void 0&&(e=s):e===s?p[0]===">"?(e=M??P,d=-1):p[1]===void 0?d=-2:(d=e.lastIndex-p[2].length,o=p[1],e=p[3]===void 0?s:p[3]==='"'?u1:S1):e===u1||e===S1?e=s:e===l1||e===Z1?e=P:(e=s,M=void 0);let l=e===s&&L[t+1].startsWith("/>")?" ":"";r+=e===P?A+i2:d>=0?(V.push(o),A.slice(0,d)+c1+A.slice(d)+Z+l):A+Z+(d===-2?t:l)}return[g1(L,r+(L[H]||"<?>")+(C===2?"</svg>":C===3?"</math>":"")),V]},T=class L{constructor({strings:C,_$litType$:H},V){let M;this.parts=[];let r=0,e=0,t=C.length-1,A=this.parts,[o,p]=a2(C,H);if(this.el=L.createElement(o,V),c.currentNode=this.el.content,H===2||H===3){let d=this.el.content.firstChild;d.replaceWith(...d.childNodes)}for(;(M=c.nextNode())!==null&&A.length<t;){if(M.nodeType===1){if(M.hasAttributes())for(let d of M.getAttributeNames())if(d.endsWith(c1)){let x=p[e++],l=M.getAttribute(d).split(Z),R=/([.?@])?(.*)/.exec(x);A.push({type:1,index:r,name:R[2],strings:l,ctor:R[1]==="."?q:R[1]==="?"?j:R[1]==="@"?X:f}),M.removeAttribute(d)}else d.startsWith(Z)&&(A.push({type:6,index:r}),M.removeAttribute(d));if(h1.test(M.tagName)){let d=M.textContent.split(Z),x=d.length-1;if(x>0){M.textContent=W?W.emptyScript:"";for(let l=0;l<x;l++)M.append(d[l],y()),c.nextNode(),A.push({type:2,index:++r});M.append(d[x],y())}}}else if(M.nodeType===8)if(M.data===O1)A.push({type:2,index:r});else{let d=-1;for(;(d=M.data.indexOf(Z,d+1))!==-1;)A.push({type:7,index:r}),d+=Z.length-1}r++}}static createElement(C,H){let V=O.createElement("template");return V.innerHTML=C,V}};function g(L,C,H=L,V){if(C===h)return C;let M=V!==void 0?H._$Co?.[V]:H._$Cl,r=b(C)?void 0:C._$litDirective$;return M?.constructor!==r&&(M?._$AO?.(!1),r===void 0?M=void 0:(M=new r(L),M._$AT(L,H,V)),V!==void 0?(H._$Co??=[])[V]=M:H._$Cl=M),M!==void 0&&(C=g(L,M._$AS(L,C.values),M,V)),C}var K=class{constructor(C,H){this._$AV=[],this._$AN=void 0,this._$AD=C,this._$AM=H}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(C){let{el:{content:H},parts:V}=this._$AD,M=(C?.creationScope??O).importNode(H,!0);c.currentNode=M;let r=c.nextNode(),e=0,t=0,A=V[0];for(;A!==void 0;){if(e===A.index){let o;A.type===2?o=new F(r,r.nextSibling,this,C):A.type===1?o=new A.ctor(r,A.name,A.strings,this,C):A.type===6&&(o=new Y(r,this,C)),this._$AV.push(o),A=V[++t]}e!==A?.index&&(r=c.nextNode(),e++)}return c.currentNode=O,M}p(C){let H=0;for(let V of this._$AV)V!==void 0&&(V.strings!==void 0?(V._$AI(C,V,H),H+=V.strings.length-2):V._$AI(C[H])),H++}},F=class L{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(C,H,V,M){this.type=2,this._$AH=a,this._$AN=void 0,this._$AA=C,this._$AB=H,this._$AM=V,this.options=M,this._$Cv=M?.isConnected??!0}get parentNode(){let C=this._$AA.parentNode,H=this._$AM;return H!==void 0&&C?.nodeType===11&&(C=H.parentNode),C}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(C,H=this){C=g(this,C,H),b(C)?C===a||C==null||C===""?(this._$AH!==a&&this._$AR(),this._$AH=a):C!==this._$AH&&C!==h&&this._(C):C._$litType$!==void 0?this.$(C):C.nodeType!==void 0?this.T(C):o2(C)?this.k(C):this._(C)}O(C){return this._$AA.parentNode.insertBefore(C,this._$AB)}T(C){this._$AH!==C&&(this._$AR(),this._$AH=this.O(C))}_(C){this._$AH!==a&&b(this._$AH)?this._$AA.nextSibling.data=C:this.T(O.createTextNode(C)),this._$AH=C}$(C){let{values:H,_$litType$:V}=C,M=typeof V=="number"?this._$AC(C):(V.el===void 0&&(V.el=T.createElement(g1(V.h,V.h[0]),this.options)),V);if(this._$AH?._$AD===M)this._$AH.p(H);else{let r=new K(M,this),e=r.u(this.options);r.p(H),this.T(e),this._$AH=r}}_$AC(C){let H=s1.get(C.strings);return H===void 0&&s1.set(C.strings,H=new T(C)),H}k(C){C1(this._$AH)||(this._$AH=[],this._$AR());let H=this._$AH,V,M=0;for(let r of C)M===H.length?H.push(V=new L(this.O(y()),this.O(y()),this,this.options)):V=H[M],V._$AI(r),M++;M<H.length&&(this._$AR(V&&V._$AB.nextSibling,M),H.length=M)}_$AR(C=this._$AA.nextSibling,H){for(this._$AP?.(!1,!0,H);C!==this._$AB;){let V=x1(C).nextSibling;x1(C).remove(),C=V}}setConnected(C){this._$AM===void 0&&(this._$Cv=C,this._$AP?.(C))}},f=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(C,H,V,M,r){this.type=1,this._$AH=a,this._$AN=void 0,this.element=C,this.name=H,this._$AM=M,this.options=r,V.length>2||V[0]!==""||V[1]!==""?(this._$AH=Array(V.length-1).fill(new String),this.strings=V):this._$AH=a}_$AI(C,H=this,V,M){let r=this.strings,e=!1;if(r===void 0)C=g(this,C,H,0),e=!b(C)||C!==this._$AH&&C!==h,e&&(this._$AH=C);else{let t=C,A,o;for(C=r[0],A=0;A<r.length-1;A++)o=g(this,t[V+A],H,A),o===h&&(o=this._$AH[A]),e||=!b(o)||o!==this._$AH[A],o===a?C=a:C!==a&&(C+=(o??"")+r[A+1]),this._$AH[A]=o}e&&!M&&this.j(C)}j(C){C===a?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,C??"")}},q=class extends f{constructor(){super(...arguments),this.type=3}j(C){this.element[this.name]=C===a?void 0:C}},j=class extends f{constructor(){super(...arguments),this.type=4}j(C){this.element.toggleAttribute(this.name,!!C&&C!==a)}},X=class extends f{constructor(C,H,V,M,r){super(C,H,V,M,r),this.type=5}_$AI(C,H=this){if((C=g(this,C,H,0)??a)===h)return;let V=this._$AH,M=C===a&&V!==a||C.capture!==V.capture||C.once!==V.once||C.passive!==V.passive,r=C!==a&&(V===a||M);M&&this.element.removeEventListener(this.name,this,V),r&&this.element.addEventListener(this.name,this,C),this._$AH=C}handleEvent(C){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,C):this._$AH.handleEvent(C)}},Y=class{constructor(C,H,V){this.element=C,this.type=6,this._$AN=void 0,this._$AM=H,this.options=V}get _$AU(){return this._$AM._$AU}_$AI(C){g(this,C)}};var d2=J.litHtmlPolyfillSupport;d2?.(T,F),(J.litHtmlVersions??=[]).push("3.3.3");var f1=(L,C,H)=>{let V=H?.renderBefore??C,M=V._$litPart$;if(M===void 0){let r=H?.renderBefore??null;V._$litPart$=M=new F(C.insertBefore(y(),r),r,void 0,H??{})}return M._$AI(L),M};var V1=globalThis,S=class extends n{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let C=super.createRenderRoot();return this.renderOptions.renderBefore??=C.firstChild,C}update(C){let H=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(C),this._$Do=f1(H,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return h}};S._$litElement$=!0,S.finalized=!0,V1.litElementHydrateSupport?.({LitElement:S});var p2=V1.litElementPolyfillSupport;p2?.({LitElement:S});(V1.litElementVersions??=[]).push("4.2.2");var k1=L=>(C,H)=>H?.(`component.blink_doctor.common.card_${L}_${C.name}`)||void 0,B1={schema:[{name:"title",selector:{text:{}}},{name:"devices",selector:{device:{multiple:!0,filter:[{integration:"blink"},{integration:"blink_doctor"}]}}},{name:"faults_only",selector:{boolean:{}}},{name:"compact",selector:{boolean:{}}}],computeLabel:k1("option"),computeHelper:k1("help")};var w1="M13 14H11V9H13M13 18H11V16H13M1 21H23L12 2L1 21Z";var P1="M13,13H11V7H13M13,17H11V15H13M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2Z";var y1="M16.67,4H15V2H9V4H7.33A1.33,1.33 0 0,0 6,5.33V20.67C6,21.4 6.6,22 7.33,22H16.67A1.33,1.33 0 0,0 18,20.67V5.33C18,4.6 17.4,4 16.67,4Z";var b1="M14.67 4H13V2H7V4H5.33C4.6 4 4 4.6 4 5.33V20.67C4 21.4 4.6 22 5.33 22H14.67C15.4 22 16 21.4 16 20.67V5.33C16 4.6 15.4 4 14.67 4M21 13H19V7H21V13M21 17H19V15H21V17Z";var T1="M6.03 12.03L8.03 15.5L5.5 18.68L2 12.62L6.03 12.03M17 18V15.29C17.88 14.9 18.5 14.03 18.5 13C18.5 12.43 18.3 11.9 17.97 11.5L19.94 10.35C20.95 9.76 21.3 8.47 20.71 7.46L19.33 5.06C18.74 4.05 17.45 3.7 16.44 4.28L8.31 9C7.36 9.53 7.03 10.75 7.58 11.71L9.08 14.31C9.63 15.26 10.86 15.59 11.81 15.04L13.69 13.96C13.94 14.55 14.41 15.03 15 15.29V18C15 19.1 15.9 20 17 20H22V18H17Z";var F1="M7.41,8.58L12,13.17L16.59,8.58L18,10L12,16L6,10L7.41,8.58Z";var R1="M6.5 20Q4.22 20 2.61 18.43 1 16.85 1 14.58 1 12.63 2.17 11.1 3.35 9.57 5.25 9.15 5.88 6.85 7.75 5.43 9.63 4 12 4 14.93 4 16.96 6.04 19 8.07 19 11 20.73 11.2 21.86 12.5 23 13.78 23 15.5 23 17.38 21.69 18.69 20.38 20 18.5 20M6.5 18H18.5Q19.55 18 20.27 17.27 21 16.55 21 15.5 21 14.45 20.27 13.73 19.55 13 18.5 13H17V11Q17 8.93 15.54 7.46 14.08 6 12 6 9.93 6 8.46 7.46 7 8.93 7 11H6.5Q5.05 11 4.03 12.03 3 13.05 3 14.5 3 15.95 4.03 17 5.05 18 6.5 18M12 12Z";var D1="M14 15C14 16.11 13.11 17 12 17S10 16.11 10 15 10.9 13 12 13 14 13.9 14 15M18 4V20C18 21.1 17.11 22 16 22H8C6.9 22 6 21.11 6 20V4C6 2.9 6.9 2 8 2H16C17.11 2 18 2.9 18 4M10.5 7C10.5 7.83 11.17 8.5 12 8.5S13.5 7.83 13.5 7 12.83 5.5 12 5.5 10.5 6.17 10.5 7M16 10H8V20H16V10Z";var E1="M15.07,11.25L14.17,12.17C13.45,12.89 13,13.5 13,15H11V14.5C11,13.39 11.45,12.39 12.17,11.67L13.41,10.41C13.78,10.05 14,9.55 14,9C14,7.89 13.1,7 12,7A2,2 0 0,0 10,9H8A4,4 0 0,1 12,5A4,4 0 0,1 16,9C16,9.88 15.64,10.67 15.07,11.25M13,19H11V17H13M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12C22,6.47 17.5,2 12,2Z";var _1="M4,1C2.89,1 2,1.89 2,3V7C2,8.11 2.89,9 4,9H1V11H13V9H10C11.11,9 12,8.11 12,7V3C12,1.89 11.11,1 10,1H4M4,3H10V7H4V3M3,13V18L3,20H10V18H5V13H3M14,13C12.89,13 12,13.89 12,15V19C12,20.11 12.89,21 14,21H11V23H23V21H20C21.11,21 22,20.11 22,19V15C22,13.89 21.11,13 20,13H14M14,15H20V19H14V15Z";var W1="M16,7V3H14V7H10V3H8V7H8C7,7 6,8 6,9V14.5L9.5,18V21H14.5V18L18,14.5V9C18,8 17,7 16,7Z";var N1="M20.2,5.9L21,5.1C19.6,3.7 17.8,3 16,3C14.2,3 12.4,3.7 11,5.1L11.8,5.9C13,4.8 14.5,4.2 16,4.2C17.5,4.2 19,4.8 20.2,5.9M19.3,6.7C18.4,5.8 17.2,5.3 16,5.3C14.8,5.3 13.6,5.8 12.7,6.7L13.5,7.5C14.2,6.8 15.1,6.5 16,6.5C16.9,6.5 17.8,6.8 18.5,7.5L19.3,6.7M19,13H17V9H15V13H5A2,2 0 0,0 3,15V19A2,2 0 0,0 5,21H19A2,2 0 0,0 21,19V15A2,2 0 0,0 19,13M8,18H6V16H8V18M11.5,18H9.5V16H11.5V18M15,18H13V16H15V18Z";var $1="M19,8C19.56,8 20,8.43 20,9A1,1 0 0,1 19,10C18.43,10 18,9.55 18,9C18,8.43 18.43,8 19,8M2,2V11C2,13.96 4.19,16.5 7.14,16.91C7.76,19.92 10.42,22 13.5,22A6.5,6.5 0 0,0 20,15.5V11.81C21.16,11.39 22,10.29 22,9A3,3 0 0,0 19,6A3,3 0 0,0 16,9C16,10.29 16.84,11.4 18,11.81V15.41C18,17.91 16,19.91 13.5,19.91C11.5,19.91 9.82,18.7 9.22,16.9C12,16.3 14,13.8 14,11V2H10V5H12V11A4,4 0 0,1 8,15A4,4 0 0,1 4,11V5H6V2H2Z";var I1="M12,2A7,7 0 0,1 19,9A7,7 0 0,1 12,16A7,7 0 0,1 5,9A7,7 0 0,1 12,2M12,4A5,5 0 0,0 7,9A5,5 0 0,0 12,14A5,5 0 0,0 17,9A5,5 0 0,0 12,4M12,6A3,3 0 0,1 15,9A3,3 0 0,1 12,12A3,3 0 0,1 9,9A3,3 0 0,1 12,6M6,22A2,2 0 0,1 4,20C4,19.62 4.1,19.27 4.29,18.97L6.11,15.81C7.69,17.17 9.75,18 12,18C14.25,18 16.31,17.17 17.89,15.81L19.71,18.97C19.9,19.27 20,19.62 20,20A2,2 0 0,1 18,22H6Z";var U1="M12,21L15.6,16.2C14.6,15.45 13.35,15 12,15C10.65,15 9.4,15.45 8.4,16.2L12,21M12,3C7.95,3 4.21,4.34 1.2,6.6L3,9C5.5,7.12 8.62,6 12,6C15.38,6 18.5,7.12 21,9L22.8,6.6C19.79,4.34 16.05,3 12,3M12,9C9.3,9 6.81,9.89 4.8,11.4L6.6,13.8C8.1,12.67 9.97,12 12,12C14.03,12 15.9,12.67 17.4,13.8L19.2,11.4C17.19,9.89 14.7,9 12,9Z";var m={alert:w1,error:P1,unknown:E1,battery:y1,batteryLow:b1,mains:W1,wifi:U1,link:_1,chevron:F1,doctor:$1},L1={camera:T1,owl:I1,doorbell:D1,sync_module:N1,account:R1},v=(L,C="")=>i`<svg class=${C} viewBox="0 0 24 24" aria-hidden="true"><path d=${L} /></svg>`,m2=L=>`M${L*5} ${12-L*3}h3.5V16H${L*5}z`,Q1=[0,1,2,3,4,5].map(L=>[0,1,2,3,4].slice(0,L).map(m2).join("")),v2=Q1[5],M1=L=>i`<svg class="bars" viewBox="0 0 24 16" aria-hidden="true"><path class="off" d=${v2} /><path d=${Q1[Math.max(0,Math.min(5,Math.round(L)))]} /></svg>`;var x2=L=>L.severity??(L.fault?"warning":L.online===null?"unknown":"ok");function n2(L,{text:C,nameOf:H}){let[V]=L.findings,M=V?.root&&H(V.root);return M?C.say("behind",{name:M}):V?C.cause(V.cause):L.online===!1?C.say("offline"):C.say(L.online?"fine":"unknown")}var r1=(L,C,H)=>i`<span class="measure ${L}" role="img" aria-label=${C} title=${C}>${H}</span>`;function l2(L,C){let{battery:H,wifi_bars:V,sync_module_bars:M}=L;return[M===null?a:r1("link",C.bars("link",M),i`${v(m.link)}${M1(M)}`),V===null?a:r1("wifi",C.bars("wifi",V),i`${v(m.wifi)}${M1(V)}`),H===null?a:r1(H,C.say(`battery_${H}`),v(H==="low"?m.batteryLow:H==="mains"?m.mains:m.battery,"power"))]}function z1(L,C){let{text:H,open:V,toggle:M}=C,r=x2(L),e=()=>M(L);return i`
 <div class="row ${r}" @click=${e}>
 <span class="shape">
 ${v(L1[L.family]??L1.camera)}
 ${r==="ok"?a:i`<span class="badge">${v(m[r==="warning"?"alert":r])}</span>`}
 </span>
 <button
 class="names"
 aria-expanded=${V}
 aria-controls="more-${L.uid}"
 @click=${t=>{t.stopPropagation(),e()}}
 >
 <bdi class="name">${L.name}</bdi>
 <span class="state">
 ${n2(L,C)}${L.fault&&L.since&&!C.compact?i` · ${H.since(L.since)}`:a}
 </span>
 </button>
 <span class="measures">${l2(L,H)}</span>
 ${v(m.chevron,V?"chevron open":"chevron")}
 </div>
 ${V?i`<div class="more" id="more-${L.uid}">${Z2(L,C)}</div>`:a}
 `}function Z2(L,C){return i`
 ${L.fault?S2(L,C):a} ${u2(L,C.text)}
 ${s2(L,C)} ${c2(L,C)} ${O2(C)}
 `}function S2(L,C){let[H,...V]=L.findings,{text:M,nameOf:r}=C,e=H.root&&r(H.root);return i`
 <div class="why">
 <p class="cause">
 ${M.cause(H.cause)} <span class="sure">${M.say(`confidence_${H.confidence}`)}</span>
 </p>
 ${e?i`<p>${M.say("behind_long",{name:e})}</p>`:G1(H,M)}
 ${V.map(t=>i`<p class="also">${M.say("also",{cause:M.cause(t.cause)})}</p>${G1(t,M)}`)}
 </div>
 `}var G1=(L,C)=>i`<ul class="evidence">${C.evidence(L).map(H=>i`<li>${H}</li>`)}</ul>`;function u2(L,C){if(!L.steps.length)return a;let H=L.steps.indexOf(L.step??L.steps[0]);return i`
 <h4>${C.say("steps")}</h4>
 <ol>
 ${L.steps.map((V,M)=>i`
 <li class=${M<H?"done":M===H?"now":""} aria-current=${M===H?"step":a}>
 ${C.step(L,V)}
 </li>
 `)}
 </ol>
 `}function s2(L,{text:C,admin:H,busy:V,act:M}){let r=[];return L.issue_id&&H&&r.push("fix"),L.control&&L.device_id&&(r.push("check_up","report_red_light"),(L.battery==="low"||L.battery==="ok")&&r.push("batteries_replaced")),r.length?i`
 <div class="buttons">
 ${r.map(e=>i`
 <button
 class=${e==="fix"?"action first":"action"}
 ?disabled=${V!==void 0}
 aria-busy=${V===e}
 @click=${()=>M(L,e)}
 >
 ${C.say(V===e?`${e}_busy`:e)}
 </button>
 `)}
 </div>
 `:a}function c2(L,{text:C}){let H=[];if(L.online!==null&&H.push(["connection",C.say(L.online?"online":"offline")]),L.battery){let V=L.battery_volts===null?"":` \xB7 ${C.volts(L.battery_volts)}`;H.push(["battery",C.say(`power_${L.battery}`)+V])}return L.wifi_bars!==null&&H.push(["wifi",C.say("of_five",{bars:L.wifi_bars})]),L.sync_module_bars!==null&&H.push(["link",C.say("of_five",{bars:L.sync_module_bars})]),L.firmware&&H.push(["firmware",L.firmware]),i`
 <dl>
 ${H.map(([V,M])=>i`<div><dt>${C.say(V)}</dt><dd><bdi>${M}</bdi></dd></div>`)}
 </dl>
 `}function O2({text:L,history:C}){return C?C.length?i`
 <h4>${L.say("history")}</h4>
 <div class="trends">
 ${C.map(({key:H,path:V,last:M,low:r,high:e})=>{let t=o=>H==="battery_volts"?L.volts(o):String(Math.round(o)),A=L.say("trend",{low:t(r),high:t(e),last:t(M)});return i`
 <figure>
 <figcaption>${L.say(`trend_${H}`)} <b>${t(M)}</b></figcaption>
 <svg viewBox="0 0 120 32" preserveAspectRatio="none" role="img" aria-label=${A}>
 <path d=${V} />
 </svg>
 </figure>
 `})}
 </div>
 `:i`<p class="also">${L.say("no_history")}</p>`:a}var e1=L=>L.severity==="error"?2:L.fault?1:0,h2=(L,C)=>e1(C)-e1(L)||L.name.localeCompare(C.name),g2=(L,C)=>L.family==="account"?L.fault:C.faults_only&&!L.fault?!1:!C.devices?.length||C.devices.includes(L.device_id??"");function K1(L,C){let H=L.devices.filter(t=>g2(t,C)).sort(h2),V=new Set(H.map(t=>t.uid)),M=H.filter(t=>!t.parent||!V.has(t.parent)),r=({device:t,children:A})=>Math.max(...[t,...A].map(e1)),e=({device:t})=>t.family==="account"?1:0;return M.map(t=>({device:t,children:H.filter(A=>A.parent===t.uid)})).sort((t,A)=>e(A)-e(t)||r(A)-r(t))}var q1=L=>L.filter(C=>C.findings.some(H=>!H.root));function f2(L,C){if(C.full||!L)return C.accounts;let H=new Map(L.map(V=>[V.entry_id,V]));for(let V of C.removed??[])H.delete(V);for(let{removed:V=[],...M}of C.accounts){let r=new Map(H.get(M.entry_id)?.devices.map(e=>[e.uid,e]));for(let e of V)r.delete(e);for(let e of M.devices)r.set(e.uid,e);H.set(M.entry_id,{...M,devices:[...r.values()]})}return[...H.values()]}var t1=class{constructor(C){this.connection=C}connection;view={accounts:null,error:null};listeners=new Set;running;join(C){return this.listeners.add(C),this.running??=this.start(),C(this.view),()=>{this.listeners.delete(C),this.listeners.size||this.stop()}}async start(){try{return await this.connection.subscribeMessage(C=>this.show({accounts:f2(this.view.accounts,C),error:null}),{type:"blink_doctor/subscribe"})}catch(C){this.running=void 0,this.show({accounts:null,error:C.code??"unknown"});return}}stop(){this.running?.then(C=>C?.()).catch(()=>{}),this.running=void 0,this.view={accounts:null,error:null}}show(C){this.view=C;for(let H of this.listeners)H(C)}},j1=new WeakMap;function X1(L,C){let H=j1.get(L);return H||j1.set(L,H=new t1(L)),H.join(C)}var Y1=U`
 :host {
 display: block;
 --bd-warning: var(--warning-color, #ffa600);
 --bd-error: var(--error-color, #db4437);
 --bd-quiet: var(--secondary-text-color, #616161);
 --bd-line: var(--divider-color, rgba(0, 0, 0, 0.12));
 --bd-accent: var(--primary-color, #009ac7);
 }
 ha-card {
 container-type: inline-size;
 overflow: hidden;
 height: 100%;
 box-sizing: border-box;
 padding: 4px 0;
 color: var(--primary-text-color, #141414);
 font-size: var(--ha-font-size-m, 14px);
 line-height: 1.4;
 }
 h2,
 h3,
 h4,
 p,
 ul,
 ol,
 dl,
 dd,
 figure {
 margin: 0;
 padding: 0;
 }
 ul {
 list-style: none;
 }
 .title {
 padding: 12px 16px 4px;
 font-size: var(--ha-font-size-2xl, 24px);
 font-weight: var(--ha-font-weight-normal, 400);
 line-height: 1.3;
 }
 h3 {
 padding: 12px 16px 0;
 font-size: var(--ha-font-size-l, 16px);
 font-weight: var(--ha-font-weight-medium, 500);
 }
 h4 {
 margin-top: 14px;
 font-size: var(--ha-font-size-s, 12px);
 font-weight: var(--ha-font-weight-medium, 500);
 color: var(--bd-quiet);
 }
 svg {
 width: 20px;
 height: 20px;
 flex: none;
 fill: currentColor;
 }
 .summary {
 display: flex;
 align-items: center;
 gap: 16px;
 min-height: 40px;
 padding: 4px 16px;
 color: var(--bd-quiet);
 }
 .summary svg {
 width: 24px;
 height: 24px;
 margin-inline: 8px;
 }
 .summary small {
 display: block;
 font-size: var(--ha-font-size-s, 12px);
 }
 .summary.trouble {
 color: inherit;
 font-weight: var(--ha-font-weight-medium, 500);
 }
 .summary.trouble svg {
 color: var(--bd-warning);
 }
 .summary.calm svg {
 color: var(--success-color, #43a047);
 }
 .summary.notice {
 padding-block: 12px;
 }
 .row {
 display: flex;
 align-items: center;
 gap: 12px;
 min-height: 56px;
 padding-inline: 16px 12px;
 cursor: pointer;
 --tone: var(--bd-accent);
 }
 @media (hover: hover) {
 .row:hover {
 background: color-mix(in srgb, currentColor 4%, transparent);
 }
 }
 .row.warning {
 --tone: var(--bd-warning);
 }
 .row.error {
 --tone: var(--bd-error);
 }
 .row.unknown,
 .stale .row,
 .blink_not_loaded .row {
 --tone: var(--bd-quiet);
 }
 .shape {
 position: relative;
 display: grid;
 place-items: center;
 flex: none;
 width: 40px;
 height: 40px;
 border-radius: 50%;
 color: var(--tone);
 background: color-mix(in srgb, var(--tone) 16%, transparent);
 }
 .shape > svg {
 width: 24px;
 height: 24px;
 }
 .badge {
 position: absolute;
 inset-block-start: -4px;
 inset-inline-end: -4px;
 display: grid;
 border-radius: 50%;
 background: var(--ha-card-background, var(--card-background-color, #fff));
 padding: 1px;
 }
 .badge svg {
 width: 16px;
 height: 16px;
 }
 button {
 font: inherit;
 color: inherit;
 background: none;
 border: 0;
 padding: 0;
 cursor: pointer;
 text-align: start;
 }
 .names {
 flex: 1;
 min-width: 0;
 padding-block: 8px;
 outline: none;
 }
 .row:has(.names:focus-visible) {
 outline: 2px solid var(--bd-accent);
 outline-offset: -2px;
 border-radius: 12px;
 }
 .name,
 .state {
 display: block;
 overflow: hidden;
 text-overflow: ellipsis;
 white-space: nowrap;
 }
 .name {
 font-weight: var(--ha-font-weight-medium, 500);
 }
 .state {
 font-size: var(--ha-font-size-s, 12px);
 color: var(--bd-quiet);
 }
 .error .state,
 .warning .state {
 color: inherit;
 white-space: normal;
 }
 .measures {
 display: flex;
 align-items: center;
 gap: 10px;
 color: var(--bd-quiet);
 }
 .measure {
 display: flex;
 align-items: center;
 gap: 3px;
 }
 .measure svg {
 width: 14px;
 height: 14px;
 }
 .measure .bars {
 width: 20px;
 }
 .measure .power {
 width: 18px;
 height: 18px;
 }
 .measure.low {
 color: var(--bd-error);
 }
 .off {
 opacity: 0.25;
 }
 .chevron {
 color: var(--bd-quiet);
 transition: transform 0.15s;
 }
 .chevron.open {
 transform: rotate(180deg);
 }
 .children {
 position: relative;
 padding-inline-start: 20px;
 }
 .children::before {
 content: "";
 position: absolute;
 inset-block: 0 28px;
 inset-inline-start: 35px;
 border-inline-start: 1px solid var(--bd-line);
 }
 .children > li {
 position: relative;
 }
 .more {
 padding: 0 16px 16px;
 padding-inline-start: 68px;
 }
 .why {
 padding-top: 2px;
 }
 .cause {
 font-weight: var(--ha-font-weight-medium, 500);
 }
 .sure {
 margin-inline-start: 4px;
 font-weight: var(--ha-font-weight-normal, 400);
 color: var(--bd-quiet);
 }
 .evidence,
 .also {
 color: var(--bd-quiet);
 }
 .also {
 margin-top: 6px;
 }
 ol {
 margin-top: 4px;
 counter-reset: step;
 list-style: none;
 }
 ol > li {
 position: relative;
 padding: 3px 0;
 padding-inline-start: 30px;
 color: var(--bd-quiet);
 counter-increment: step;
 }
 ol > li::before {
 content: counter(step);
 position: absolute;
 inset-inline-start: 0;
 width: 20px;
 height: 20px;
 border-radius: 50%;
 box-shadow: inset 0 0 0 1px var(--bd-line);
 font-size: 12px;
 line-height: 20px;
 text-align: center;
 }
 ol > li.done::before {
 content: "✓";
 }
 ol > li.now {
 color: inherit;
 font-weight: var(--ha-font-weight-medium, 500);
 }
 ol > li.now::before {
 background: var(--primary-text-color, #141414);
 color: var(--card-background-color, #fff);
 }
 .buttons {
 display: flex;
 flex-wrap: wrap;
 gap: 8px;
 margin-top: 14px;
 }
 .action {
 min-height: 36px;
 padding: 0 14px;
 border-radius: 18px;
 background: color-mix(in srgb, currentColor 8%, transparent);
 font-weight: var(--ha-font-weight-medium, 500);
 }
 .action:hover {
 background: color-mix(in srgb, currentColor 14%, transparent);
 }
 .action.first {
 background: var(--primary-text-color, #141414);
 color: var(--card-background-color, #fff);
 }
 .action.first:hover {
 opacity: 0.85;
 }
 .action:focus-visible {
 outline: 2px solid var(--bd-accent);
 outline-offset: 2px;
 }
 .action[disabled] {
 cursor: default;
 opacity: 0.6;
 }
 dl {
 display: grid;
 grid-template-columns: repeat(auto-fill, minmax(110px, 1fr));
 gap: 10px 16px;
 margin-top: 14px;
 }
 dt {
 font-size: var(--ha-font-size-s, 12px);
 color: var(--bd-quiet);
 }
 .trends {
 display: grid;
 grid-template-columns: repeat(auto-fit, minmax(110px, 1fr));
 gap: 12px 16px;
 margin-top: 4px;
 }
 figcaption {
 display: flex;
 justify-content: space-between;
 gap: 8px;
 font-size: var(--ha-font-size-s, 12px);
 color: var(--bd-quiet);
 }
 figcaption b {
 font-weight: var(--ha-font-weight-medium, 500);
 color: var(--primary-text-color, #141414);
 }
 figure svg {
 display: block;
 width: 100%;
 height: 32px;
 fill: none;
 stroke: var(--bd-accent);
 stroke-width: 2;
 overflow: visible;
 }
 figure path {
 vector-effect: non-scaling-stroke;
 stroke-linejoin: round;
 stroke-linecap: round;
 }
 @container (max-width: 380px) {
 .measures {
 gap: 8px;
 }
 .measure svg:not(.bars):not(.power) {
 display: none;
 }
 .children {
 padding-inline-start: 8px;
 }
 .children::before {
 display: none;
 }
 .more {
 padding-inline-start: 16px;
 }
 }
 @media (prefers-reduced-motion: reduce) {
 .chevron {
 transition: none;
 }
 }
`;var A1="component.blink_doctor.";var J1=L=>Promise.all(["common","issues","entity"].map(C=>L.loadBackendTranslation(C,"blink_doctor"))),k=class{constructor(C){this.hass=C}hass;say=(C,H)=>this.hass.localize(`${A1}common.card_${C}`,H);cause=C=>this.hass.localize(`${A1}entity.sensor.primary_cause.state.${C}`)||C;step=(C,H)=>this.hass.localize(`${A1}issues.${C.primary_cause}.fix_flow.step.${H}.title`,{name:C.name})||H;bars=(C,H)=>this.say(`${C}_bars`,{bars:H});volts=C=>`${C.toLocaleString(this.language,{minimumFractionDigits:2,maximumFractionDigits:2})} V`;moment(C){let H=new Date(C),V=Math.abs(Date.now()-H.getTime())<20*36e5,M=this.hass.locale.time_format;return H.toLocaleString(this.language,V?{hour:"numeric",minute:"2-digit",...M==="12"||M==="24"?{hour12:M==="12"}:{}}:{day:"numeric",month:"long"})}since=C=>this.say("since",{when:this.moment(C)});evidence(C){let{evidence:H,since:V}=C,M=[],r=(t,A)=>{let o=H[t];o!=null&&M.push(A(o))},e=this.moment(V);return r("battery",()=>this.say("evidence_battery",{when:e})),r("battery_volts",t=>this.say("evidence_volts",{volts:this.volts(Number(t))})),r("wifi_bars",t=>this.bars("wifi",Number(t))),r("wifi_dbm",t=>this.say("evidence_dbm",{dbm:Number(t)})),r("sync_module_bars",t=>this.bars("link",Number(t))),r("issue",t=>this.code(String(t))),r("last_heartbeat",t=>this.say("evidence_heartbeat",{when:this.moment(String(t))})),r("devices_offline",t=>this.say("evidence_devices",{count:Number(t)})),r("newer_firmware",t=>this.say("evidence_firmware",{installed:String(H.firmware??""),newer:String(t),when:this.moment(String(H.newer_since??V))})),r("trouble",()=>this.say("evidence_unreachable",{when:e})),r("red_light",()=>this.say("evidence_red_light",{when:e})),r("offline_since",t=>this.say("evidence_offline",{when:this.moment(String(t))})),M}code=C=>["wifi","lfr","bandwidth"].includes(C)?this.say(`evidence_issue_${C}`):this.say("evidence_issue",{code:C});get language(){return this.hass.locale.language}};var N=class extends S{static styles=Y1;static properties={_view:{state:!0},_config:{state:!0},_opened:{state:!0},_histories:{state:!0},_busy:{state:!0},_ready:{state:!0}};_hass;_leave;_connection;constructor(){super(),this._view={accounts:null,error:null},this._opened=new Map,this._histories=new Map,this._busy=new Map,this._ready=!1}static getConfigForm=()=>B1;static getStubConfig=()=>({});setConfig(C){if(C.devices!==void 0&&!Array.isArray(C.devices))throw new Error("devices: a list of devices is expected");this._config=C}getCardSize(){return this._config?.compact?3:6}getGridOptions(){return{columns:12,min_columns:6,rows:"auto"}}set hass(C){let H=this._hass;this._hass=C,H||J1(C).then(()=>this._ready=!0),(H?.connection!==C.connection||H.config.components!==C.config.components)&&this._join(),(H?.localize!==C.localize||H.locale!==C.locale)&&this.requestUpdate()}get hass(){return this._hass}connectedCallback(){super.connectedCallback(),this._join()}disconnectedCallback(){super.disconnectedCallback(),this._leave?.(),this._leave=void 0}_join(){let C=this._hass?.connection;!C||!this.isConnected||this._leave&&this._connection===C&&!this._view.error||(this._leave?.(),this._connection=C,this._leave=X1(C,H=>this._view=H))}updated(C){if(!(!C.has("_view")&&!C.has("_opened")&&!C.has("_ready")))for(let H of this._view.accounts??[])for(let V of H.devices)this._isOpen(V)&&!this._histories.has(V.uid)&&this._loadHistory(V)}render(){let{_hass:C,_config:H,_view:V}=this;if(!C||!H||!this._ready)return i`<ha-card></ha-card>`;let M=new k(C);return i`
 <ha-card>
 ${H.title?i`<h2 class="title">${H.title}</h2>`:a}
 ${V.error?u(M.say(V.error==="unknown_command"?"not_set_up":"no_answer")):V.accounts?this._accounts(V.accounts,M,H):u(M.say("loading"))}
 </ha-card>
 `}_accounts(C,H,V){return C.length?i`${C.map(M=>this._account(M,C.length>1,H,V))}`:u(H.say("not_set_up"))}_account(C,H,V,M){let r=K1(C,M),e=r.flatMap(({device:o,children:p})=>[o,...p]),t=new Map(C.devices.map(o=>[o.uid,o.name])),A=o=>z1(o,this._context(o,V,t));return i`
 <section class=${C.state}>
 ${H?i`<h3>${C.title}</h3>`:a} ${this._summary(C,e,V,M)}
 ${r.length?i`<ul>
 ${r.map(({device:o,children:p})=>i`<li>
 ${A(o)}
 ${p.length?i`<ul class="children">
 ${p.map(d=>i`<li>${A(d)}</li>`)}
 </ul>`:a}
 </li>`)}
 </ul>`:a}
 </section>
 `}_summary(C,H,V,M){let r=C.devices.filter(({family:t})=>t!=="account");if(C.state==="blink_not_loaded")return u(V.say("blink_not_loaded"));if(C.state==="waiting")return u(V.say("waiting"));if(C.state==="stale")return u(V.say("stale",{when:C.data_at?V.moment(C.data_at):"?"}));if(!r.length)return u(V.say(C.restricted?"no_permission":"no_devices"));let e=q1(H).length;if(!H.length&&!M.faults_only)return u(V.say("none_chosen"));if(!e){let t=C.data_at?V.moment(C.data_at):"";return i`<p class="summary calm" role="status">
 ${v(m.doctor)}<span>${V.say("all_fine")}<small>${V.say("as_of",{when:t})}</small></span>
 </p>`}return i`<p class="summary trouble" role="status">
 ${v(m.alert)}<span>${V.say(e===1?"one_needs_care":"need_care",{count:e})}</span>
 </p>`}_context(C,H,V){return{text:H,open:this._isOpen(C),compact:this._config?.compact??!1,admin:this._hass?.user?.is_admin??!1,busy:this._busy.get(C.uid),history:this._histories.get(C.uid),nameOf:M=>V.get(M),toggle:this._toggle,act:this._act}}_isOpen(C){let H=!this._config?.compact&&C.findings.some(V=>!V.root);return this._opened.get(C.uid)??H}_toggle=C=>{this._opened=new Map(this._opened).set(C.uid,!this._isOpen(C))};async _loadHistory(C){let H=this._hass;if(!H||this._loading.has(C.uid))return;this._loading.add(C.uid);let{load:V}=await import("./history-5P24LJAT.js"),M=await V(H,C).catch(()=>[]);this._histories=new Map(this._histories).set(C.uid,M)}_loading=new Set;_act=async(C,H)=>{let V=this._hass;if(!(!V||this._busy.has(C.uid))){this._busy=new Map(this._busy).set(C.uid,H);try{H==="fix"?await this._fix(V,C):(await V.callService("blink_doctor",H,{},{device_id:C.device_id},!1),this._toast(new k(V).say(`${H}_done`,{name:C.name})))}catch(M){this._toast(M.message)}finally{let M=new Map(this._busy);M.delete(C.uid),this._busy=M}}};async _fix(C,H){let{openFix:V}=await import("./fix-SSCAAP2O.js");await V(this,C,H.issue_id)||this._toast(new k(C).say("fix_gone"))}_toast(C){this.dispatchEvent(new CustomEvent("hass-notification",{detail:{message:C},bubbles:!0,composed:!0}))}},u=L=>i`<p class="summary notice" role="status">
 ${v(m.unknown)}<span>${L}</span>
</p>`;var $="blink-doctor-card",k2="ll-strategy-dashboard-blink-doctor",C2="https://github.com/blink-doctor/blink-doctor/blob/main/docs/card.md";function B2(L,C){let H=L.entities[C];return!H?.device_id||!["blink","blink_doctor"].includes(H.platform??"")?null:{config:{type:`custom:${$}`,devices:[H.device_id]}}}var i1=class extends HTMLElement{static async generate(C,H){return(await import("./strategy-BSWQNGGY.js")).generate(H)}};if(!customElements.get($)){customElements.define($,N),customElements.define(k2,i1);let L=window;(L.customCards??=[]).push({type:$,name:"Blink Doctor",description:"How every Blink camera is, and what to do for the one in trouble",preview:!0,documentationURL:C2,getEntitySuggestion:B2}),(L.customStrategies??=[]).push({type:"blink-doctor",strategyType:"dashboard",name:"Blink",description:"All Blink cameras: how they are, what they see, and what needs care",documentationURL:C2})}
