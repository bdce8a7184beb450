package top

import (
	"errors"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// A screen is a terminal in raw mode, showing its other page.
type screen struct {
	in, out *os.File
	was     *unix.Termios
}

// openScreen takes the terminal over. Close gives it back.
func openScreen(in, out *os.File) (*screen, error) {
	was, err := unix.IoctlGetTermios(int(in.Fd()), unix.TCGETS)
	if err != nil {
		return nil, errors.New("the input is no terminal")
	}
	raw := *was
	raw.Iflag &^= unix.BRKINT | unix.ICRNL | unix.INPCK | unix.ISTRIP | unix.IXON
	raw.Lflag &^= unix.ECHO | unix.ICANON | unix.IEXTEN | unix.ISIG
	raw.Cc[unix.VMIN], raw.Cc[unix.VTIME] = 1, 0
	if err := unix.IoctlSetTermios(int(in.Fd()), unix.TCSETS, &raw); err != nil {
		return nil, err
	}
	s := &screen{in: in, out: out, was: was}
	s.write("\x1b[?1049h\x1b[?25l\x1b[?7l") // the other page, no cursor, no wrapping
	return s, nil
}

// close gives the terminal back as it was.
func (s *screen) close() {
	s.write("\x1b[?7h\x1b[?25h\x1b[?1049l")
	_ = unix.IoctlSetTermios(int(s.in.Fd()), unix.TCSETS, s.was) // there is nobody left to tell
}

// size returns how many columns and lines there are.
func (s *screen) size() (width, height int) {
	w, err := unix.IoctlGetWinsize(int(s.out.Fd()), unix.TIOCGWINSZ)
	if err != nil || w.Col == 0 || w.Row == 0 {
		return 80, 24
	}
	return int(w.Col), int(w.Row)
}

// styles are the sequences of the marks.
var styles = strings.NewReplacer(plain, "\x1b[0m", bold, "\x1b[1m", inverse, "\x1b[7m", good, "\x1b[32m", bad, "\x1b[31m", dimmed, "\x1b[2m")

// draw shows lines. Each is written over the one that was there, so nothing flickers.
func (s *screen) draw(lines []string) {
	var b strings.Builder
	b.WriteString("\x1b[H")
	for i, l := range lines {
		if i > 0 {
			b.WriteString("\r\n")
		}
		b.WriteString("\x1b[K") // before: behind a full line it would take its last character
		b.WriteString(styles.Replace(l))
	}
	b.WriteString("\x1b[J")
	s.write(b.String())
}

func (s *screen) write(text string) { _, _ = s.out.WriteString(text) } // a terminal that is gone ends the input, too
