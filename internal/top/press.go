package top

// An outcome is what pressing a key leads to beyond the model.
type outcome struct {
	quit bool
	do   *action // to be sent
}

// page is how far a page key goes.
const page = 10

// views are the keys that choose what is shown.
var views = map[key]kind{'a': other, 'f': frontend, 'b': backend, 's': server, 'o': operation}

// press takes a key in.
func (m *model) press(k key) outcome {
	m.notice = ""
	switch {
	case k == keyInterrupt:
		return outcome{quit: true}
	case m.asked != nil:
		a := m.asked
		if m.asked = nil; k == 'y' || k == 'Y' {
			return outcome{do: a}
		}
		return outcome{}
	case m.typing:
		m.typeFilter(k)
		return outcome{}
	case k == 'q':
		return outcome{quit: true}
	}
	if !m.move(k) {
		m.choose(k)
	}
	return outcome{}
}

// move moves the selection, and reports whether the key is one that does.
func (m *model) move(k key) bool {
	m.shown() // the selection may have followed its row
	switch k {
	case keyUp, 'k':
		m.selected--
	case keyDown, 'j':
		m.selected++
	case keyPageUp:
		m.selected -= page
	case keyPageDown:
		m.selected += page
	case keyHome, 'g':
		m.selected = 0
	case keyEnd, 'G':
		m.selected = len(m.rows)
	default:
		return false
	}
	m.chosen = nil
	m.chosen = m.current()
	return true
}

// look changes what is shown, and selects the first row of it.
func (m *model) look(view kind, order int) {
	m.view, m.order, m.selected, m.chosen = view, order, 0, nil
}

// choose does what the other keys stand for.
func (m *model) choose(k key) {
	if v, ok := views[k]; ok {
		m.look(v, m.order)
		return
	}
	if _, ok := actions[k]; ok {
		m.ask(k)
		return
	}
	for i, o := range orders {
		if k == key(o.key) {
			m.look(m.view, i)
			return
		}
	}
	switch k {
	case keyTab:
		m.look((m.view+1)%(other+1), m.order)
	case 'r':
		m.reverse = !m.reverse
	case 'p', ' ':
		m.paused = !m.paused
	case '/':
		m.typing = true
	case keyEscape:
		m.filter, m.help = "", false
	case '?', 'h':
		m.help = !m.help
	}
}

// maxFilter bounds the filter.
const maxFilter = 60

// typeFilter takes a key of the filter in.
func (m *model) typeFilter(k key) {
	switch {
	case k == keyEnter:
		m.typing = false
	case k == keyEscape:
		m.typing, m.filter = false, ""
	case k == keyBackspace && len(m.filter) > 0:
		m.filter = m.filter[:len(m.filter)-1]
	case k >= ' ' && len(m.filter) < maxFilter:
		m.filter += string(rune(k))
	}
}
