package conf

// Names are the directives that the bag itself has settings of, in the order in which they were last given.
func (b *Bag) Names() (names []string) {
	if b == nil {
		return nil
	}
	for _, e := range b.scalars {
		names = append(names, e.key.Name)
	}
	return names
}
