package metrics

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
)

// maxLabels is how many labels a family may have.
const maxLabels = 3

// family is all series of one name.
type family struct {
	name, help, kind string
	labels           []string
	bounds           []float64 // of a histogram

	mu     sync.RWMutex
	series map[[maxLabels]string]*series
}

func newFamily(name, help string, bounds []float64, labels ...string) *family {
	kind := "counter"
	if bounds != nil {
		kind = "histogram"
	}
	return &family{name: name, help: help, kind: kind, labels: labels, bounds: bounds, series: map[[maxLabels]string]*series{}}
}

// series is a counter, a gauge, or a histogram with one bucket more than bounds.
type series struct {
	bounds  []float64
	count   atomic.Int64
	sum     atomic.Uint64 // bits of a float64
	buckets []atomic.Int64
}

// at returns the series with these values of the labels.
func (f *family) at(values ...string) *series {
	var key [maxLabels]string
	copy(key[:], values)
	f.mu.RLock()
	s := f.series[key]
	f.mu.RUnlock()
	if s != nil {
		return s
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if s = f.series[key]; s == nil {
		s = &series{bounds: f.bounds, buckets: make([]atomic.Int64, len(f.bounds)+1)}
		f.series[key] = s
	}
	return s
}

func (s *series) add() { s.count.Add(1) }

// move changes a gauge.
func (s *series) move(by int64) { s.count.Add(by) }

func (s *series) observe(x float64) {
	i, _ := slices.BinarySearch(s.bounds, x)
	s.buckets[i].Add(1)
	s.count.Add(1)
	for {
		old := s.sum.Load()
		if s.sum.CompareAndSwap(old, math.Float64bits(math.Float64frombits(old)+x)) {
			return
		}
	}
}

func head(b []byte, name, help, kind string) []byte {
	return append(b, "# HELP "+name+" "+help+"\n# TYPE "+name+" "+kind+"\n"...)
}

// append writes the family, its series sorted.
func (f *family) append(b []byte) []byte {
	b = head(b, f.name, f.help, f.kind)
	f.mu.RLock()
	defer f.mu.RUnlock()
	keys := slices.SortedFunc(maps.Keys(f.series), func(x, y [maxLabels]string) int { return slices.CompareFunc(x[:], y[:], cmp.Compare[string]) })
	for _, key := range keys {
		b = f.one(b, key[:len(f.labels)], f.series[key])
	}
	return b
}

func (f *family) one(b []byte, values []string, s *series) []byte {
	line := func(suffix, bound, value string) {
		b = append(append(b, f.name...), suffix...)
		b = append(b, '{')
		for i, label := range f.labels {
			b = append(b, label+`="`+values[i]+`",`...)
		}
		if bound != "" {
			b = append(b, `le="`+bound+`",`...)
		}
		b[len(b)-1] = '}'
		b = append(b, " "+value+"\n"...)
	}
	count := func(n int64) string { return strconv.FormatInt(n, 10) }
	if f.bounds == nil {
		line("", "", count(s.count.Load()))
		return b
	}
	var below int64
	for i, bound := range f.bounds {
		below += s.buckets[i].Load()
		line("_bucket", strconv.FormatFloat(bound, 'g', -1, 64), count(below))
	}
	all := below + s.buckets[len(f.bounds)].Load()
	line("_bucket", "+Inf", count(all))
	line("_sum", "", strconv.FormatFloat(math.Float64frombits(s.sum.Load()), 'g', -1, 64))
	line("_count", "", count(all))
	return b
}
