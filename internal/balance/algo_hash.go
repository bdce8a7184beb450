package balance

import (
	"errors"
	"strings"
)

var _ = register(Algorithm{
	Name:   "hash",
	Usage:  "hash <sample expression>",
	Help:   "The hash of the value of an expression; requests for which it has none are served in turn.",
	Hashes: true,
	parse:  parseExpression,
})

func parseExpression(a *args) (strategy, error) {
	if a.hasParen || len(a.words) == 0 {
		return nil, errors.New("expects a sample expression")
	}
	a.expression = strings.Join(a.words, " ")
	a.words = nil
	return of(Parts.Sample), nil
}
