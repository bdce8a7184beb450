package proxy

import (
	"fmt"

	"metergate/internal/conf"
	"metergate/internal/metric"
	"metergate/internal/rule"
	"metergate/internal/sample"
	"metergate/internal/usage"
)

// operations compiles the sections of operations.
func (c *compiler) operations() {
	for s := range c.file.Each("operations") {
		if before := c.g.catalog(s.Name); before != nil {
			c.alert(s.Pos, conf.Header, "operations '%s' has the same name as another section of operations.", s.Name)
			continue
		}
		cat := &catalog{Catalog: &usage.Catalog{Name: s.Name}, gateway: c.g, batches: make([]batch, c.shards)}
		for _, line := range dirOperation.All(s.Bag) {
			c.operation(cat, line.Pos, line.Value)
		}
		for _, line := range dirOpenAPI.All(s.Bag) {
			for _, o := range line.Value {
				c.operation(cat, line.Pos, o)
			}
		}
		if l, ok := dirLearn.Get(s.Bag); ok {
			c.learner(cat, l, dirLearn.At(s.Bag))
		}
		c.g.catalogs = append(c.g.catalogs, cat)
	}
}

func (c *compiler) operation(cat *catalog, at conf.Pos, o *usage.Operation) {
	if err := cat.Add(o); err != nil {
		c.alert(at, conf.Loose, "%s: %v.", o.At, err)
	}
}

// learner makes the section learn, from what it knew before.
func (c *compiler) learner(cat *catalog, l learnLine, at conf.Pos) {
	cat.Learner, cat.path = usage.NewLearner(l.budget), l.file
	if l.file == "" {
		return
	}
	text, err := readLearned(l.file)
	if err == nil {
		err = cat.Learner.Load(text)
	}
	if err != nil {
		c.alert(at, conf.Loose, "'learn' : cannot go on from '%s': %v.", l.file, err)
		return
	}
	cat.Publish()
}

// catalog returns the section of operations of that name, or nil.
func (g *Gateway) catalog(name string) *catalog {
	for _, c := range g.catalogs {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// usage compiles what a proxy knows of operations and consumers. Its rules are compiled.
func (u *ruleCompiler) usage() {
	p := u.proxy
	if p.Mode == ModeTCP {
		return
	}
	use := &Usage{catalogs: u.catalogUses(), budget: int(dirConsumerBudget.Or(p.Bag, usualConsumers))}
	names := p.Rules.Request
	if len(use.catalogs) > 0 || has(names, "set-operation") {
		base := metric.Ident{Proxy: p.Name, Desc: p.Description, IID: p.ID}
		budget := int(dirOperationBudget.Or(p.Bag, usualOperations))
		var declared []*usage.Operation
		for _, c := range use.catalogs {
			declared = append(declared, c.Declared()...)
		}
		use.Operations = usage.NewOperations(base, u.shards, budget, declared)
		p.Usage = use
	}
	if !has(names, "set-consumer") {
		return
	}
	p.Usage = use
	for range u.shards {
		use.consumers = append(use.consumers, usage.NewTop(use.budget))
		if use.Operations != nil {
			use.uses = append(use.uses, usage.NewTop(use.budget))
		}
	}
}

// has reports whether a ruleset has an action.
func has(rules *rule.Ruleset, action string) bool {
	for _, list := range [][]*rule.Rule{rules.Defaults, rules.Rules} {
		for _, r := range list {
			if r.Spec.Name == action {
				return true
			}
		}
	}
	return false
}

// catalogUses compiles the use-operations lines.
func (u *ruleCompiler) catalogUses() (all []catalogUse) {
	for _, line := range dirUseOperations.All(u.proxy.Bag) {
		use, err := u.catalogUse(line.Value, u.env(u.requestPoint(), line.Pos))
		if err != nil {
			u.alert(line.Pos, conf.Loose, "error detected while parsing a 'use-operations' line : %v.", err)
			continue
		}
		all = append(all, use)
	}
	return all
}

func (u *ruleCompiler) catalogUse(line words, env *sample.Env) (use catalogUse, err error) {
	if use.catalog = u.g.catalog(line[0]); use.catalog == nil {
		return use, fmt.Errorf("unable to find the section 'operations %s'", line[0])
	}
	if len(line) > 1 {
		use.cond, err = sample.ParseCond(line[1:], env)
	}
	return use, err
}
