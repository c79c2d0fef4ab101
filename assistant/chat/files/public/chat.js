// What Chainlit's page cannot be told by settings.
;(() => {
  // The product follows the device until the person chooses otherwise.
  if (!localStorage.getItem('vite-ui-theme')) localStorage.setItem('vite-ui-theme', 'system')
  // The skip link and screen readers need names that Chainlit does not give.
  const names = () => {
    const input = document.getElementById('chat-input')
    if (input && !input.getAttribute('aria-label')) input.setAttribute('aria-label', input.getAttribute('data-placeholder') || input.placeholder || '')
  }
  new MutationObserver(names).observe(document.documentElement, { childList: true, subtree: true })
})()
