package balance

import "errors"

// plain makes the parse function of an algorithm that takes no arguments.
func plain(s strategy) func(*args) (strategy, error) {
	return func(a *args) (strategy, error) {
		if a.hasParen {
			return nil, errors.New("takes nothing in parentheses")
		}
		return s, nil
	}
}
