//go:build !race

package gateway

// raceEnabled says whether the test was built with the race detector.
const raceEnabled = false
