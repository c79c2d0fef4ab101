/* Keys for the desk; every page works without this file. */
"use strict"

const tasks = () => [...document.querySelectorAll("[data-task]")]

function here() {
  const all = tasks()
  const focused = all.indexOf(document.activeElement)
  return focused >= 0 ? focused : all.findIndex((task) => task.getAttribute("aria-current"))
}

function move(step) {
  const all = tasks()
  if (!all.length) return
  const at = here()
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)
  all[next].focus()
  all[next].scrollIntoView({ block: "nearest" })
}

function showKeys() {
  const keys = document.querySelector("[data-keys]")
  if (!keys) return
  keys.open = !keys.open
  if (keys.open) keys.querySelector("summary").focus()
}

function typing(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  a: () => document.querySelector("[data-answer]")?.focus(),
  "?": showKeys,
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("form")
    const main = (form && form.querySelector("[data-main]")) || document.querySelector("[data-main]")
    if (!main) return
    event.preventDefault()
    main.click()
    return
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return
  const arrow = event.key.startsWith("Arrow")
  if (arrow && !event.target.matches("[data-task], body, main")) return
  if (arrow && !event.target.matches("[data-task]") && document.querySelector(".desk-one")) return
  const act = keys[event.key]
  if (!act) return
  event.preventDefault()
  act()
})

document.addEventListener("DOMContentLoaded", () => {
  document.querySelector("[data-task][aria-current]")?.scrollIntoView({ block: "nearest" })
  const wrong = document.querySelector("[aria-invalid]") || document.querySelector("#xem-truoc")
  if (wrong) wrong.focus()
})
