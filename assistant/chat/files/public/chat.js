// What Chainlit's page cannot be told by settings.
;(() => {
  // The product follows the device until the person chooses otherwise.
  if (!localStorage.getItem('vite-ui-theme')) localStorage.setItem('vite-ui-theme', 'system')
  // The server closes the socket with 4401 when the session has ended, here or anywhere else.
  const Socket = window.WebSocket
  window.WebSocket = class extends Socket {
    constructor(...address) {
      super(...address)
      this.addEventListener('close', (event) => {
        if (event.code === 4401) window.location.assign(`/dang-nhap?next=${encodeURIComponent(window.location.pathname)}`)
      })
    }
  }
  // The skip link and screen readers need names that Chainlit does not give.
  const names = () => {
    const input = document.getElementById('chat-input')
    if (input && !input.getAttribute('aria-label')) input.setAttribute('aria-label', input.getAttribute('data-placeholder') || input.placeholder || '')
  }
  new MutationObserver(names).observe(document.documentElement, { childList: true, subtree: true })
  // What units decided about questions of this person: a line below the bar, and the answers concerned look anew.
  const POLL = 20_000
  const news = (window.trolyNews = async () => {
    if (document.hidden) return
    const told = await fetch('/api/tasks/news', { headers: { accept: 'application/json' } }).then((got) => (got.ok ? got.json() : null), () => null)
    if (!told) return
    for (const place of document.querySelectorAll('.of-units')) place.hidden = !told.works
    window.dispatchEvent(new CustomEvent('troly-news', { detail: told.answers }))
    const strip = document.getElementById('news')
    strip.hidden = !told.count
    document.documentElement.classList.toggle('has-news', told.count > 0)
    strip.querySelector('span').textContent = window.trolyWords.ask.news.replace('{count}', told.count)
  })
  window.addEventListener('DOMContentLoaded', news)
  document.addEventListener('visibilitychange', news)
  setInterval(news, POLL)
})()
