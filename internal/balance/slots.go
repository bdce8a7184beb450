package balance

// slots spreads servers over a table as often as their weights say, the turns of each as far apart as can be. The first
// slot is the first server's. Weights are reduced by their common divisor first, so equal ones give one slot each.
//
// In every slot each server earns its weight; the one that has earned the most whole tables gets the slot and pays for
// it with one table. The first of equals wins, which keeps the order of the backend.
func slots(servers []Candidate) []int32 {
	weights, total := reduced(servers)
	earned := make([]int, len(servers))
	table := make([]int32, total)
	for i := range table {
		best, most := 0, -1
		for s, w := range weights {
			earned[s] += w
			if whole := (earned[s] + total) / total; whole > most {
				best, most = s, whole
			}
		}
		earned[best] -= total
		table[i] = int32(best)
	}
	return table
}

// reduced returns the weights divided by their greatest common divisor, and their sum.
func reduced(servers []Candidate) (weights []int, total int) {
	divisor := 0
	for _, c := range servers {
		divisor = gcd(c.Weight, divisor)
	}
	weights = make([]int, len(servers))
	for i, c := range servers {
		weights[i] = c.Weight / divisor
		total += weights[i]
	}
	return weights, total
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// slotRotor takes the slots of a table in turn.
type slotRotor struct {
	table *Table
	next  int
}

func (r *slotRotor) adopt(t *Table) {
	r.table = t
	r.next %= max(len(t.slots), 1)
}

func (r *slotRotor) skip() { r.next = (r.next + 1) % len(r.table.slots) }

func (r *slotRotor) pick(s Servers, q *Request) int {
	n := len(r.table.slots)
	avoided, after := None, 0
	for k := range n {
		at := (r.next + k) % n
		place := int(r.table.slots[at])
		index := r.table.Servers[place].Index
		switch {
		case s.Full(index):
		case index != q.Avoid:
			r.next = (at + 1) % n
			return place
		case avoided == None:
			avoided, after = place, (at+1)%n
		}
	}
	if avoided != None {
		r.next = after
	}
	return avoided
}
