// A picture in the rich text editor: a button that lists the pictures, and the picture itself as one piece.
// What is stored is a reference, <figure data-picture="…"></figure>; the server makes the rest of it.
import { crel, Node } from "django-prose-editor/editor"

const source = (options, token) => `${options.list}${token}/small.webp`

async function find(options, words) {
  const response = await fetch(`${options.list}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } })
  return response.json()
}

function choose(options, newest) {
  return new Promise((resolve) => {
    const list = crel("div", { className: "picture-choices" })
    const note = crel("p", { role: "status" })
    const show = ({ pictures, has_more }) => {
      list.replaceChildren(...pictures.map(({ token, name }) => {
        const button = crel("button", { type: "button", className: "picture-choice" }, [
          crel("img", { loading: "lazy", width: 120, alt: "", src: source(options, token) }),
          crel("span", { textContent: name }),
        ])
        button.addEventListener("click", () => dialog.close(token))
        return button
      }))
      note.textContent = has_more ? options.more : pictures.length ? "" : options.empty
    }
    const words = crel("input", { type: "search" })
    // What was typed last is shown, whichever answer comes first.
    words.addEventListener("input", async () => {
      const typed = words.value
      try {
        const found = await find(options, typed)
        if (typed === words.value) show(found)
      } catch {
        note.textContent = options.failed
      }
    })
    const cancel = crel("button", { type: "button", textContent: options.cancel })
    cancel.addEventListener("click", () => dialog.close(""))
    const heading = crel("h2", { textContent: options.title, id: "which-picture" })
    const label = crel("label", { hidden: !newest.has_more }, [options.search, " ", words])
    const dialog = crel("dialog", { className: "picture-dialog", "aria-labelledby": heading.id }, [
      heading, label, note, list, cancel,
    ])
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(dialog.returnValue)
    })
    show(newest)
    document.body.append(dialog)
    dialog.showModal()
  })
}

async function insert(editor, options) {
  let newest
  try {
    newest = await find(options, "")
  } catch {
    window.alert(options.failed)
    return
  }
  const token = await choose(options, newest)
  if (token) editor.chain().focus().insertContent({ type: "picture", attrs: { token } }).run()
  else editor.commands.focus()
}

export const Picture = Node.create({
  name: "picture",
  group: "block",
  atom: true,

  addOptions() {
    return { list: "", insert: "", title: "", empty: "", search: "", more: "", failed: "", cancel: "" }
  },

  // The editor does not say which field it is: its label belongs to the text area that it stands for.
  onCreate() {
    const { dom } = this.editor.view
    const label = dom.closest(".prose-editor")?.querySelector("textarea")?.labels[0]
    if (label) dom.setAttribute("aria-label", label.textContent.replace(/[:\s]+$/, ""))
  },

  addAttributes() {
    return {
      token: {
        parseHTML: (element) => element.getAttribute("data-picture"),
        renderHTML: ({ token }) => ({ "data-picture": token }),
      },
    }
  },

  parseHTML() {
    return [{ tag: "figure[data-picture]" }]
  },

  renderHTML({ HTMLAttributes }) {
    return ["figure", HTMLAttributes]
  },

  addNodeView() {
    return ({ node }) => ({
      dom: crel("figure", { className: "picture-in-text" }, [
        crel("img", { src: source(this.options, node.attrs.token), alt: "" }),
      ]),
    })
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "picture",
      groups: "nodes",
      priority: 50,
      button: buttons.material("image", this.options.insert),
      command: (editor) => insert(editor, this.options),
    })
  },
})
