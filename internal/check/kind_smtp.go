package check

import (
	"bytes"
	"regexp"
	"strconv"

	"metergate/internal/conf"
)

var _ = register(kind{
	option: "smtpchk",
	usage:  "option smtpchk [{HELO | EHLO} <domain>]",
	help: "Checks servers by a talk in SMTP: a greeting, HELO or EHLO with a domain (localhost when absent), QUIT. Codes from " +
		"200 to 299 pass.",
	parse: parseSMTPOption,
	plan:  planSMTP,
})

// parseSMTPOption returns the command that is sent. Commands other than HELO and EHLO, and one without a domain, stand for
// the usual one.
func parseSMTPOption(a *conf.Args) (any, error) {
	hello, domain := a.Next().Text, a.Next().Text
	if domain == "" || hello != "HELO" && hello != "EHLO" {
		return "HELO localhost", nil
	}
	return hello + " " + domain, nil
}

// planSMTP makes a talk whose every answer is awaited before the next command.
func planSMTP(c choice) (*Plan, error) {
	return asks("smtpchk",
		&replyStep{read: readSMTPGreeting},
		ask([]byte(c.option.(string)+"\r\n")),
		&replyStep{read: readSMTPHello},
		ask([]byte("QUIT\r\n")),
		&replyStep{read: readSMTPGoodbye}), nil
}

var (
	smtpLine  = regexp.MustCompile(`^[0-9]{3}[ \r]`)
	smtpHello = regexp.MustCompile(`^(2[0-9]{2}-[^\r\n]*\r?\n)*2[0-9]{2}[ \r]`)
	smtpBye   = regexp.MustCompile(`^2[0-9]{2}[- \r]`)
)

// shortestSMTP is the length of a code and what separates it from its text.
const shortestSMTP = 4

func readSMTPGreeting(in []byte, ended bool) (bool, *Result) {
	switch {
	case len(in) < shortestSMTP && !ended:
		return false, nil
	case !smtpLine.Match(in):
		return true, &Result{Status: L7Invalid, Info: firstLine(in)}
	case in[0] != '2':
		return true, smtpResult(L7Wrong, in)
	}
	return true, nil
}

// readSMTPHello reads an answer of several lines. One that is not as it should be is final when the server ends.
func readSMTPHello(in []byte, ended bool) (bool, *Result) {
	if smtpHello.Match(in) {
		return true, nil
	}
	return ended, smtpResult(L7Wrong, in)
}

func readSMTPGoodbye(in []byte, ended bool) (bool, *Result) {
	switch {
	case len(in) < shortestSMTP && !ended:
		return false, nil
	case !smtpBye.Match(in):
		return true, smtpResult(L7Wrong, in)
	}
	return true, smtpResult(L7OK, in)
}

// smtpResult makes a result of an answer's first line: its code, 0 when it is no number, and its text.
func smtpResult(s Status, in []byte) *Result {
	code, err := strconv.ParseUint(string(in[:min(len(in), 3)]), 10, 16)
	if err != nil || len(in) < 3 {
		code = 0
	}
	text := bytes.TrimLeft(in[min(len(in), shortestSMTP):], " ")
	return &Result{Status: s, Code: int(code), Info: firstLine(text)}
}
