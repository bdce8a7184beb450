package sample

import (
	"sync"
	"testing"
)

func mustVar(t *testing.T, name string) *Var {
	t.Helper()
	v, err := ParseVar(name)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestVars checks that variables keep copies, per scope, until their scope is reset.
func TestVars(t *testing.T) {
	cx := &Ctx{}
	var txn, req Vars
	cx.UseVars(TxnScope, &txn)
	cx.UseVars(ReqScope, &req)
	a, b, other := mustVar(t, "txn.a"), mustVar(t, "txn.b"), mustVar(t, "req.a")
	text := []byte("first")
	a.Set(cx, StrOf(text))
	copy(text, "xxxxx")
	b.Set(cx, IntOf(2))
	if v, ok := a.Get(cx); !ok || string(v.Bytes()) != "first" {
		t.Errorf("txn.a = %q, %v", v.Bytes(), ok)
	}
	if _, ok := other.Get(cx); ok {
		t.Error("req.a has the value of txn.a")
	}
	a.Unset(cx)
	if _, ok := a.Get(cx); ok {
		t.Error("txn.a is still set")
	}
	if v, ok := b.Get(cx); !ok || v.Int() != 2 {
		t.Errorf("txn.b = %v, %v", v, ok)
	}
	n := 0
	for v := range txn.All {
		if v != b {
			t.Errorf("%s is set", v.Name)
		}
		n++
	}
	if n != 1 {
		t.Errorf("%d variables are set", n)
	}
	txn.Reset()
	if _, ok := b.Get(cx); ok {
		t.Error("txn.b outlives its scope")
	}
	if mustVar(t, "sess.a").Set(cx, IntOf(1)) {
		t.Error("a variable of a missing scope was set")
	}
}

// TestProcVars checks that variables of the process may be read and written from everywhere.
func TestProcVars(t *testing.T) {
	v := mustVar(t, "proc.shared")
	defer v.Unset(&Ctx{})
	var wg sync.WaitGroup
	for _, s := range []string{"aaaa", "bbbb"} {
		wg.Go(func() {
			cx := &Ctx{}
			for range 1000 {
				v.Set(cx, StringOf(s))
				if got, ok := v.Get(cx); !ok || string(got.Bytes()) != "aaaa" && string(got.Bytes()) != "bbbb" {
					t.Errorf("proc.shared = %q, %v", got.Bytes(), ok)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestVarNames(t *testing.T) {
	if one, other := mustVar(t, "txn.same"), mustVar(t, "txn.same"); one != other {
		t.Error("one name, two variables")
	}
	for _, name := range []string{"", "x", "txn", "txn.", "foo.x", "txn.a-b", "txn.a b", "TXN.x"} {
		if _, err := ParseVar(name); err == nil {
			t.Errorf("%q is taken for a variable", name)
		}
	}
}
