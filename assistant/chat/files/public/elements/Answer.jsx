// One answer as Chainlit draws it. Text only: nothing of a question or a document is ever read as markup.
// Chainlit runs this file anew whenever the answer grows, so what a person has typed lives in `window`.
import { useEffect, useRef, useState } from 'react'
import { useSetRecoilState } from 'recoil'
import { sideViewState, useChatMessages } from '@chainlit/react-client'
import { Copy, MessageCircleQuestion, RotateCcw, ThumbsDown, ThumbsUp } from 'lucide-react'

const words = window.trolyWords.chat
const reasons = window.trolyWords.reasons
const asking = window.trolyWords.ask
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name])
const drafts = (window.trolyDrafts = window.trolyDrafts || {})
const POINTS_SHOWN = 4
const SOURCES_SHOWN = 4

function useOpenPage() {
  const setSideView = useSetRecoilState(sideViewState)
  return (source) =>
    setSideView({
      title: source.title,
      elements: [{ id: `${source.document_id}-${source.start}`, type: 'custom', name: 'SourcePage', display: 'side', url: '.', props: { source } }]
    })
}

function Marker({ marker, sources }) {
  const openPage = useOpenPage()
  const source = sources.find((each) => each.marker === marker)
  if (!source) return <sup className="marker">{marker}</sup>
  const label = fill(words.marker, { marker, source: source.name })
  return (
    <button type="button" className="marker" aria-label={label} title={source.name} onClick={() => openPage(source)}>
      {marker}
    </button>
  )
}

// The last word stays on one line with its markers.
function Said({ sentence, sources }) {
  const text = sentence.verbatim ? `“${sentence.text}”` : sentence.text
  const cut = text.lastIndexOf(' ') + 1
  return (
    <>
      {text.slice(0, cut)}
      <span className="kept">
        {text.slice(cut)}
        {sentence.markers.map((marker) => <Marker key={marker} marker={marker} sources={sources} />)}
      </span>
    </>
  )
}

function Folded({ items, shown, label, children }) {
  const rest = items.slice(shown)
  return (
    <>
      {children(items.slice(0, shown))}
      {rest.length ? (
        <details>
          <summary>{fill(label, { count: rest.length })}</summary>
          {children(rest)}
        </details>
      ) : null}
    </>
  )
}

function Points({ answer }) {
  if (!answer.points.length) return null
  return (
    <Folded items={answer.points} shown={POINTS_SHOWN} label={words.more_points}>
      {(points) => (
        <ul>
          {points.map((each, at) => <li key={at}><Said sentence={each} sources={answer.sources} /></li>)}
        </ul>
      )}
    </Folded>
  )
}

function Older({ answer }) {
  if (!answer.older.length) return null
  return (
    <section className="older">
      <p className="meta">{answer.note}</p>
      <ul>
        {answer.older.map((each, at) => (
          <li key={at}>
            {each.date ? <b>{each.date}: </b> : null}
            <Said sentence={each} sources={answer.sources} />
            <span className="tag dead">{each.label || words.older_tag}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

// Several quotations of one page are one line: “2, 3 Trả lời cử tri số …”.
function grouped(sources) {
  const groups = new Map()
  for (const source of sources) {
    const key = `${source.document_id} ${source.page}`
    groups.set(key, [...(groups.get(key) || []), source])
  }
  return [...groups.values()]
}

function Source({ group }) {
  const openPage = useOpenPage()
  const [source] = group
  return (
    <li className="src">
      <span className="of">{group.map((each) => each.marker).join(', ')}</span>
      <span>
        {source.name}
        {source.validity ? <span className={`tag ${source.tone}`}>{source.validity}</span> : null}
        {source.warnings.map((each) => <span key={each} className="tag today">{each}</span>)}
      </span>
      <button type="button" className="link" aria-label={`${words.open_page}: ${source.name}`} onClick={() => openPage(source)}>
        {words.open_page}
      </button>
    </li>
  )
}

function Sources({ sources }) {
  if (!sources.length) return null
  return (
    <section aria-label={window.trolyWords.sources}>
      <Folded items={grouped(sources)} shown={SOURCES_SHOWN} label={words.more_sources}>
        {(groups) => <ol className="sources">{groups.map((each) => <Source key={each[0].marker} group={each} />)}</ol>}
      </Folded>
    </section>
  )
}

// One click asks the whole question; an answer of an earlier version has no choices.
function Choices({ choices }) {
  if (!choices.length) return null
  return (
    <ul className="choices">
      {choices.map((each) => (
        <li key={each}><button type="button" className="button" onClick={() => sendUserMessage(each)}>{each}</button></li>
      ))}
    </ul>
  )
}

function Refusal({ answer }) {
  if (!answer.refusal.length) return null
  return (
    <div className="refusal">
      {answer.refusal.map((line, at) => <p key={at}>{line}</p>)}
      {answer.nearest.length ? (
        <ul>
          {answer.nearest.map((each) => <li key={each.link}><a href={each.link}>{each.name}</a></li>)}
        </ul>
      ) : null}
      <Choices choices={answer.choices || []} />
      {answer.unit ? <p className="meta">{answer.unit}</p> : null}
      {answer.next_step ? <p className="meta">{answer.next_step}</p> : null}
    </div>
  )
}

// Without https a browser has no clipboard for scripts; the old way still works there.
async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const area = Object.assign(document.createElement('textarea'), { value: text })
  document.body.append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  if (!done) throw new Error('copy refused')
}

// A form that opens below the last line is brought above the box where people type.
function useInView() {
  const form = useRef(null)
  useEffect(() => { form.current && form.current.scrollIntoView({ block: 'nearest' }) }, [])
  return form
}

function ReportForm({ draft, change, send, close }) {
  const [asked, setAsked] = useState(false)
  const form = useInView()
  const submit = (event) => {
    event.preventDefault()
    if (!draft.reason) return setAsked(true)
    send(-1, draft.reason, draft.comment, draft.proposed)
  }
  return (
    <form ref={form} className="report" onSubmit={submit}>
      <fieldset>
        <legend>{words.report_title}</legend>
        {Object.entries(reasons).map(([key, label]) => (
          <label key={key} className="choice">
            <input type="radio" name="reason" value={key} defaultChecked={draft.reason === key} onChange={() => change({ reason: key })} />
            {label}
          </label>
        ))}
      </fieldset>
      {asked ? <p role="alert" className="problem">{words.choose_reason}</p> : null}
      <label>
        {words.comment}
        <textarea rows="2" maxLength="2000" placeholder={words.comment_hint} defaultValue={draft.comment} onChange={(event) => change({ comment: event.target.value })} />
      </label>
      <label>
        {asking.proposed}
        <textarea rows="3" maxLength="8000" placeholder={asking.proposed_hint} defaultValue={draft.proposed} onChange={(event) => change({ proposed: event.target.value })} />
      </label>
      <div className="acts">
        <button type="submit" className="button main">{words.send}</button>
        <button type="button" className="button quiet" onClick={close}>{words.cancel}</button>
      </div>
    </form>
  )
}

// Every unit of today, fetched once when somebody first asks for it.
function useUnits() {
  const [units, setUnits] = useState(window.trolyUnits || [])
  useEffect(() => {
    if (window.trolyUnits) return
    act('units', {}).then((result) => result.units && setUnits((window.trolyUnits = result.units)))
  }, [])
  return units
}

async function act(name, payload) {
  const result = await Promise.resolve(callAction({ name, payload })).catch(() => null)
  return (result && result.response) || {}
}

function AskForm({ offer, draft, change, send, close }) {
  const units = useUnits()
  const form = useInView()
  const likely = [offer.unit, ...offer.likely]
  const others = units.filter(([code]) => !likely.some(([known]) => known === code))
  const submit = (event) => { event.preventDefault(); send() }
  const option = ([code, name]) => <option key={code} value={code}>{name}</option>
  return (
    <form ref={form} className="report ask" onSubmit={submit}>
      <label>
        {asking.unit_label}
        <select value={draft.unit || offer.unit[0]} onChange={(event) => change({ unit: event.target.value })}>
          <optgroup label={asking.likely}>{likely.map(option)}</optgroup>
          {others.length ? <optgroup label={asking.all_units}>{others.map(option)}</optgroup> : <option disabled>{asking.loading_units}</option>}
        </select>
      </label>
      <label>
        {asking.note}
        <textarea rows="2" maxLength="2000" placeholder={asking.note_hint} defaultValue={draft.note} onChange={(event) => change({ note: event.target.value })} />
      </label>
      <p className="meta">{asking.travels}</p>
      <div className="acts">
        <button type="submit" className="button main" disabled={draft.sending}>{asking.send}</button>
        <button type="button" className="button quiet" onClick={close}>{asking.cancel}</button>
      </div>
    </form>
  )
}

// Where a question or report stands: a sign with words; once decided, what was decided and the question anew.
function Standing({ each }) {
  return (
    <section className={`standing ${each.tone}`}>
      <p>
        <span className={`tag ${each.tone}`}>{each.tag}</span>
        {each.more ? <span className="meta">{each.more}</span> : null}
      </p>
      {each.before ? <p className="meta">{each.before}</p> : null}
      {each.outcome.map((line, at) => <p key={at} className={at && at === each.outcome.length - 1 ? 'meta' : ''}>{line}</p>)}
      <div className="acts">
        {each.again ? <button type="button" className="button" onClick={() => sendUserMessage(each.again)}><RotateCcw aria-hidden="true" />{asking.again}</button> : null}
        {each.link ? <a href={each.link}>{asking.see_document}</a> : null}
        {each.open ? <a href="/viec-toi-hoi">{asking.mine}</a> : null}
      </div>
    </section>
  )
}

// The poll of the page (chat.js) says which answers have news; the answer then looks itself.
function useNews(answer, change) {
  useEffect(() => {
    const look = async (event) => {
      if (!event.detail.includes(answer.id)) return
      const result = await act('standing', { answer_id: answer.id })
      if (result.ok) change({ standing: result.standing })
      window.trolyNews()
    }
    window.addEventListener('troly-news', look)
    return () => window.removeEventListener('troly-news', look)
  }, [answer.id])
}

function draftOf(answer) {
  const fresh = { vote: answer.vote, open: false, told: '', comment: '', proposed: '', asking: false, note: '', unit: '' }
  const draft = (drafts[answer.id] = drafts[answer.id] || fresh)
  const known = JSON.stringify(answer.standing || [])
  if (draft.known !== known) Object.assign(draft, { known, standing: answer.standing || [] })
  return draft
}

function Acts({ answer }) {
  const draft = draftOf(answer)
  const [, redraw] = useState(0)
  const change = (values) => { Object.assign(draft, values); redraw((count) => count + 1) }
  useNews(answer, change)
  const send = async (value, reason, comment, proposed) => {
    const taken = draft.vote && draft.vote.value === 1 && value === 1
    const payload = { answer_id: answer.id, value: taken ? 0 : value, reason: reason || null, comment: comment || '', proposed: proposed || '' }
    const result = await act('vote', payload)
    if (!result.ok) return change({ told: result.error || words.not_saved })
    const thanks = value === 1 ? words.thanks_helpful : fill(words.thanks, { reason: reasons[reason].toLowerCase() })
    const standing = result.standing || draft.standing
    change({ vote: taken ? null : { value, reason }, open: false, told: taken ? '' : thanks, comment: '', proposed: '', standing })
  }
  const ask = async () => {
    change({ sending: true })
    const result = await act('ask_unit', { answer_id: answer.id, unit: draft.unit || answer.offer.unit[0], comment: draft.note })
    if (!result.ok) return change({ sending: false, told: result.error || asking.not_sent })
    change({ sending: false, asking: false, note: '', told: '', standing: result.standing })
  }
  const copy = () => copyText(answer.text).then(() => change({ told: words.copied }), () => change({ told: words.copy_failed }))
  const vote = draft.vote ? draft.vote.value : 0
  const offer = answer.offer
  const asked = draft.standing.filter((each) => !each.report)
  const waits = asked.some((each) => each.open)
  const inFront = offer && offer.refused && !asked.length
  const aside = offer && !inFront && !waits // also for who was not content with what a unit decided
  const openForm = () => change({ asking: !draft.asking, open: false, told: '' })
  const form = draft.asking ? <AskForm offer={offer} draft={draft} change={change} send={ask} close={() => change({ asking: false })} /> : null
  return (
    <footer>
      <div aria-live="polite">{draft.standing.map((each) => <Standing key={each.task_id} each={each} />)}</div>
      {inFront ? (
        <section className="offer">
          <p><b>{asking.offer_title}</b><br />{offer.line}</p>
          {form || (
            <div className="acts">
              <button type="button" className="button main" onClick={openForm}><MessageCircleQuestion aria-hidden="true" />{fill(asking.send_to, { unit: offer.unit[1] })}</button>
            </div>
          )}
        </section>
      ) : null}
      <div className="acts">
        <button type="button" className="button" onClick={copy}><Copy aria-hidden="true" />{words.copy}</button>
        {aside ? (
          <button type="button" className="button" aria-expanded={draft.asking} onClick={openForm}><MessageCircleQuestion aria-hidden="true" />{asking.ask_unit}</button>
        ) : null}
        <button type="button" className="button quiet" aria-pressed={vote === 1} onClick={() => send(1)}><ThumbsUp aria-hidden="true" />{words.helpful}</button>
        <button type="button" className="button quiet" aria-pressed={vote === -1} aria-expanded={draft.open} onClick={() => change({ open: !draft.open, asking: false, told: '' })}>
          <ThumbsDown aria-hidden="true" />{words.report}
        </button>
      </div>
      {aside ? form : null}
      {draft.open ? <ReportForm draft={draft} change={change} send={send} close={() => change({ open: false })} /> : null}
      <p className="told" role="status">{draft.told}</p>
    </footer>
  )
}

// How an earlier question of this conversation ended.
function Outcome({ answer }) {
  useEffect(() => { window.trolyNews() }, [])
  return (
    <>
      <p className="told-for">{answer.told_for}</p>
      {(answer.standing || []).map((each) => <Standing key={each.task_id} each={each} />)}
    </>
  )
}

// On a phone the list of conversations is closed, and with it the part of Chainlit that puts the
// conversation into the address; without it a reload would begin anew.
function useAddress() {
  const { threadId } = useChatMessages()
  useEffect(() => {
    const begun = /^\/chat\/?$/.test(window.location.pathname) && threadId
    if (begun && window.innerWidth < 768) window.history.replaceState(null, '', `/chat/thread/${threadId}`)
  }, [threadId])
}

export default function Answer() {
  const answer = props
  useAddress()
  if (answer.told_for) return <article className="answer outcome" aria-label={words.answer} aria-busy="false"><Outcome answer={answer} /></article>
  const empty = !answer.lead.length && !answer.points.length && !answer.refusal.length
  return (
    <article className="answer" aria-label={words.answer} aria-busy={answer.streaming} data-status={answer.status}>
      {answer.understood ? <p className="meta">{answer.understood}</p> : null}
      {answer.streaming && empty ? <p className="meta searching" role="status">{words.searching}</p> : null}
      {answer.lead.map((each, at) => <p key={at} className="lead"><Said sentence={each} sources={answer.sources} /></p>)}
      <Points answer={answer} />
      <Older answer={answer} />
      {answer.laws.map((line) => <p key={line} className="law">{line}</p>)}
      {answer.missing ? <p className="meta">{answer.missing}</p> : null}
      <Refusal answer={answer} />
      <Sources sources={answer.sources} />
      {answer.streaming || !answer.id ? null : <Acts answer={answer} />}
    </article>
  )
}
