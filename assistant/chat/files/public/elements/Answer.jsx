// One answer as Chainlit draws it. Text only: nothing of a question or a document is ever read as markup.
// Chainlit runs this file anew whenever the answer grows, so what a person has typed lives in `window`.
import { useEffect, useState } from 'react'
import { useSetRecoilState } from 'recoil'
import { sideViewState, useChatMessages } from '@chainlit/react-client'
import { Copy, ThumbsDown, ThumbsUp } from 'lucide-react'

const words = window.trolyWords.chat
const reasons = window.trolyWords.reasons
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
            <span className="tag dead">{words.older_tag}</span>
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

function ReportForm({ draft, change, send, close }) {
  const [asked, setAsked] = useState(false)
  const submit = (event) => {
    event.preventDefault()
    if (!draft.reason) return setAsked(true)
    send(-1, draft.reason, draft.comment)
  }
  return (
    <form className="report" onSubmit={submit}>
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
      <div className="acts">
        <button type="submit" className="button main">{words.send}</button>
        <button type="button" className="button quiet" onClick={close}>{words.cancel}</button>
      </div>
    </form>
  )
}

function Acts({ answer }) {
  const draft = (drafts[answer.id] = drafts[answer.id] || { vote: answer.vote, open: false, told: '', comment: '' })
  const [, redraw] = useState(0)
  const change = (values) => { Object.assign(draft, values); redraw((count) => count + 1) }
  const send = async (value, reason, comment) => {
    const taken = draft.vote && draft.vote.value === 1 && value === 1
    const payload = { answer_id: answer.id, value: taken ? 0 : value, reason: reason || null, comment: comment || '' }
    const result = await Promise.resolve(callAction({ name: 'vote', payload })).catch(() => null)
    const kept = result && result.response && result.response.ok
    if (!kept) return change({ told: (result && result.response && result.response.error) || words.not_saved })
    const thanks = value === 1 ? words.thanks_helpful : fill(words.thanks, { reason: reasons[reason].toLowerCase() })
    change({ vote: taken ? null : { value, reason }, open: false, told: taken ? '' : thanks, comment: '' })
  }
  const copy = () => copyText(answer.text).then(() => change({ told: words.copied }), () => change({ told: words.copy_failed }))
  const vote = draft.vote ? draft.vote.value : 0
  return (
    <footer>
      <div className="acts">
        <button type="button" className="button" onClick={copy}><Copy aria-hidden="true" />{words.copy}</button>
        <button type="button" className="button quiet" aria-pressed={vote === 1} onClick={() => send(1)}><ThumbsUp aria-hidden="true" />{words.helpful}</button>
        <button type="button" className="button quiet" aria-pressed={vote === -1} aria-expanded={draft.open} onClick={() => change({ open: !draft.open, told: '' })}>
          <ThumbsDown aria-hidden="true" />{words.report}
        </button>
      </div>
      {draft.open ? <ReportForm draft={draft} change={change} send={send} close={() => change({ open: false })} /> : null}
      <p className="told" role="status">{draft.told}</p>
    </footer>
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
