package check

import (
	"testing"
	"time"
)

func TestObserverCountsErrorsInARow(t *testing.T) {
	for _, c := range []struct {
		of    Observe
		saw   []Sight
		after int // how many sights until it is enough, 0 for never
	}{
		{ObserveLayer7, []Sight{SawBadStatus, SawReset, SawTimeout}, 3},
		{ObserveLayer7, []Sight{SawBadStatus, SawBadStatus, SawAnswer, SawBadStatus, SawBadStatus}, 0},
		{ObserveLayer7, []Sight{SawNoConnection, SawConnection, SawBadHead, SawClose}, 4},
		{ObserveLayer4, []Sight{SawNoConnection, SawBadStatus, SawNoConnection, SawAnswer, SawNoConnection}, 5},
		{ObserveLayer4, []Sight{SawNoConnection, SawNoConnection, SawConnection, SawNoConnection}, 0},
		{ObserveNothing, []Sight{SawReset, SawReset, SawReset, SawReset}, 0},
		{ObserveLayer7, []Sight{SawStatus(404), SawStatus(501), SawStatus(505), SawStatus(503), SawStatus(500), SawStatus(502)}, 6},
	} {
		o, got := NewObserver(c.of, 3), 0
		for i, s := range c.saw {
			if _, enough := o.Saw(s); enough {
				got = i + 1
				break
			}
		}
		if got != c.after {
			t.Errorf("observe %d, %v: enough after %d, want %d", c.of, c.saw, got, c.after)
		}
	}
}

// TestPunish holds what HAProxy 2.6.12 does after each third error, with rise 2 and fall 3.
func TestPunish(t *testing.T) {
	for _, c := range []struct {
		then   OnError
		health []int
	}{
		{FailCheck, []int{3, 2, 0}},
		{SuddenDeath, []int{2, 0}},
		{MarkDown, []int{0}},
		{FastInter, []int{4, 4}},
	} {
		h := NewHealth(Config{Rise: 2, Fall: 3, Check: true, Init: InitFullyUp})
		for _, want := range c.health {
			e := h.Punish(c.then, 3, SawBadStatus)
			v := h.View()
			if v.Check.Health != want || (e.Change == WentDown) != (want == 0) {
				t.Errorf("on-error %d: health %d, want %d; change %d", c.then, v.Check.Health, want, e.Change)
			}
			if says := "Detected 3 consecutive errors, last one was: Wrong http response"; c.then != FastInter && v.Check.Info != says {
				t.Errorf("says %q", v.Check.Info)
			}
		}
	}
}

// TestRamp holds the weights that were seen of HAProxy with slowstart 4s and weight 100.
func TestRamp(t *testing.T) {
	r := NewRamp(4 * time.Second)
	for second, want := range []struct{ weight, throttle, limit int }{{7, 6, 1}, {32, 31, 10}, {57, 56, 20}, {82, 81, 30}, {100, 100, 40}, {100, 100, 40}} {
		at := time.Duration(second)*time.Second + 900*time.Millisecond
		weight, throttle := (100*r.At(at)+RampScale-1)/RampScale, 100*r.At(at)/RampScale
		if weight != want.weight || throttle != want.throttle || r.Limit(40, at) != want.limit {
			t.Errorf("second %d: weight %d, throttle %d, limit %d", second, weight, throttle, r.Limit(40, at))
		}
	}
	if NewRamp(0).On() || NewRamp(0).At(0) != RampScale || NewRamp(time.Millisecond).At(time.Second) != RampScale {
		t.Error("a server without slowstart is warm at once")
	}
	if NewRamp(time.Minute).Step() != 3*time.Second || r.Step() != time.Second {
		t.Error("the weight follows every twentieth of the time, but once a second at most")
	}
}

func TestIntervals(t *testing.T) {
	all := Intervals{Inter: 10, Fast: 3, Down: 7}
	for _, c := range []struct {
		i      Intervals
		health int
		want   time.Duration
	}{
		{all, 4, 10}, {all, 3, 3}, {all, 1, 3}, {all, 0, 7},
		{Intervals{Inter: 10}, 3, 10}, {Intervals{Inter: 10}, 0, 10},
	} {
		if got := c.i.After(Counter{Health: c.health, Rise: 2, Fall: 3}); got != c.want {
			t.Errorf("%+v at health %d: %d, want %d", c.i, c.health, got, c.want)
		}
	}
	if Spread(0, 4, 1000) != 0 || Spread(3, 4, 1000) != 750 || Spread(0, 0, 1000) != 0 {
		t.Error("first checks are not spread over the interval")
	}
}
