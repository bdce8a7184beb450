package compress

// A Pool keeps encoders that are not in use, for one loop. Its zero value is ready, for level 1.
type Pool struct {
	// Level is how hard encoders try, from 1 to MaxLevel; 0 is 1.
	Level int
	spare [numAlgorithms][]*Encoder
}

// maxSpare bounds the encoders of each algorithm that a pool keeps after a burst, keepOut the output buffer of each.
const (
	maxSpare = 32
	keepOut  = 128 << 10
)

// Get returns an encoder for a new body.
func (p *Pool) Get(a Algorithm) (*Encoder, error) {
	if list := p.spare[a]; len(list) > 0 {
		e := list[len(list)-1]
		p.spare[a] = list[:len(list)-1]
		e.Restart()
		return e, nil
	}
	s := new(sink)
	c, err := algorithms[a].open(s, min(max(p.Level, 1), MaxLevel))
	if err != nil {
		return nil, err
	}
	return &Encoder{algorithm: a, coder: c, sink: s}, nil
}

// Put takes an encoder back, wherever in its body it is.
func (p *Pool) Put(e *Encoder) {
	list := p.spare[e.algorithm]
	if len(list) == maxSpare || cap(e.sink.out) > keepOut {
		return
	}
	p.spare[e.algorithm] = append(list, e)
}
