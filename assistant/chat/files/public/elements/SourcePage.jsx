// The page a quotation comes from, as an image made by our server with the quotation marked.
import { useState } from 'react'

const words = window.trolyWords.chat
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name])

export default function SourcePage() {
  const source = props.source
  const [page, setPage] = useState(source.page)
  const [state, setState] = useState('loading')
  const marked = page === source.page
  const image = `/api/documents/${encodeURIComponent(source.document_id)}/pages/${page}.png`
  const address = marked ? `${image}?quote=${source.start}-${source.end}` : image
  const turn = (to) => { setState('loading'); setPage(to) }
  return (
    <article className="source-page">
      <p className="meta">
        {fill(words.page, { page })}
        {source.validity ? <span className={`tag ${source.tone}`}>{source.validity}</span> : null}
      </p>
      {state === 'loading' ? <p className="meta" role="status">{words.page_loading}</p> : null}
      {state === 'failed' ? <p className="problem" role="alert">{words.page_failed}</p> : null}
      <a href={source.viewer} className="sheet" hidden={state === 'failed'} aria-label={words.whole_document}>
        <img
          key={address}
          src={address}
          alt={fill(words.page_alt, { page: fill(words.page, { page }), source: source.name })}
          onLoad={() => setState('shown')}
          onError={() => setState('failed')}
        />
      </a>
      <nav className="acts">
        {page > 1 ? <button type="button" className="link" onClick={() => turn(page - 1)}>{words.previous_page}</button> : null}
        {marked ? null : <button type="button" className="link" onClick={() => turn(source.page)}>{words.marked_page}</button>}
        <button type="button" className="link" onClick={() => turn(page + 1)}>{words.next_page}</button>
        <a href={source.viewer}>{words.whole_document}</a>
        <a href={source.original}>{words.original}</a>
      </nav>
      <figure>
        <blockquote><mark>{source.quote}</mark></blockquote>
        <figcaption className="meta">{fill(words.quoted, { start: source.start, end: source.end })}</figcaption>
      </figure>
    </article>
  )
}
