package admin

import "strings"

// maxWords bounds the words of a command.
const maxWords = 64

// splitCommands cuts a line at its semicolons, except those behind a backslash.
func splitCommands(line string) []string {
	var all []string
	start := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case ';':
			all = append(all, line[start:i])
			start = i + 1
		}
	}
	return append(all, line[start:])
}

// splitWords cuts a command at its blanks, except those behind a backslash, and takes the backslashes off.
func splitWords(command string) []string {
	var words []string
	for i := 0; ; {
		for i < len(command) && isBlank(command[i]) {
			i++
		}
		if i == len(command) {
			return words
		}
		var word []byte
		for ; i < len(command) && !isBlank(command[i]); i++ {
			if command[i] == '\\' && i+1 < len(command) {
				i++
			} else if command[i] == '\\' {
				continue
			}
			word = append(word, command[i])
		}
		words = append(words, string(word))
	}
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// maxDelimiter bounds the word that ends a payload; a longer one is an argument like any other.
const maxDelimiter = 64

// cutPayload returns the line without the last word, and the word that ends the payload, when the line announces a
// payload by a last word that begins with <<.
func cutPayload(line string) (commands, delimiter string, announced bool) {
	last := strings.LastIndexAny(line, " \t") + 1
	delimiter, announced = strings.CutPrefix(line[last:], "<<")
	if !announced || len(delimiter) > maxDelimiter {
		return line, "", false
	}
	return line[:last], delimiter, true
}
