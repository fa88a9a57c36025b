package check_test

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gozen-dev/gozen/check"
)

// large makes a schema of n linked models of twelve lines each.
func large(n int) []byte {
	var b strings.Builder
	b.WriteString("datasource db { provider = 'postgresql' url = env('DB') }\nenum Role { USER ADMIN }\n")
	b.WriteString("model User {\n  id String @id @default(cuid())\n  role Role @default(USER)\n")
	for i := range n {
		fmt.Fprintf(&b, "  m%ds M%d[]\n", i, i)
	}
	b.WriteString("  @@allow('all', auth() == this)\n}\n")
	for i := range n {
		fmt.Fprintf(&b, `/// Model %d.
model M%d {
  id        String   @id @default(cuid())
  createdAt DateTime @default(now())
  owner     User     @relation(fields: [ownerId], references: [id], onDelete: Cascade)
  ownerId   String   @default(auth().id)
  title     String   @length(1, 100) @map("the_title")
  views     Int      @default(0) @gte(0)
  @@index([ownerId, createdAt(sort: Desc)])
  @@allow('all', auth() == owner)
  @@allow('read', (views > 10 && owner.role == ADMIN) || contains(title, 'x'))
}
`, i, i)
	}
	return []byte(b.String())
}

// wide makes a schema of n models with many kinds of fields and rules, forty
// lines each, as long as those that people write.
func wide(n int) []byte {
	var b strings.Builder
	b.WriteString("datasource db { provider = 'postgresql' url = env('DB') }\nenum Role { USER ADMIN GUEST }\n")
	b.WriteString("model User {\n  id String @id @default(cuid())\n  role Role @default(USER)\n  email String @unique @email\n")
	for i := range n {
		fmt.Fprintf(&b, "  m%ds M%d[]\n", i, i)
	}
	b.WriteString("  @@allow('all', auth() == this)\n}\n")
	for i := range n {
		fmt.Fprintf(&b, `/// Model %[1]d, which has a bit of everything.
model M%[1]d {
  id        String    @id @default(cuid())
  createdAt DateTime  @default(now())
  updatedAt DateTime  @updatedAt
  owner     User      @relation(fields: [ownerId], references: [id], onDelete: Cascade)
  ownerId   String    @default(auth().id)
  parent    M%[2]d?   @relation("p%[1]d", fields: [parentId], references: [id])
  parentId  String?
  children  M%[3]d[]  @relation("p%[3]d")
`, i, (i+n-1)%n, (i+1)%n)
		for j := range 8 {
			fmt.Fprintf(&b, "  text%d     String    @length(1, 100) @map(\"the_text_%d\")\n", j, j)
			fmt.Fprintf(&b, "  number%d   Int?      @default(%d) @gte(0) // counted\n", j, j)
		}
		b.WriteString(`  state     Role      @default(GUEST)
  @@index([ownerId, createdAt(sort: Desc)])
  @@unique([text0, number0])
  @@deny('all', auth() == null)
  @@allow('all', auth() == owner)
  @@allow('read', (number1 != null && number1 > 10 && owner.role == ADMIN) || contains(text1, 'x'))
  @@allow('update', children?[owner == auth() && state in [USER, ADMIN]])
  @@deny('delete', parent != null && parent.owner.role == GUEST)
  @@validate(text2 != text3, "they differ")
}
`)
	}
	return []byte(b.String())
}

// BenchmarkSource shows the curve: time, memory and both for a line of text, from
// the schema of a real application to one of a hundred thousand lines.
func BenchmarkSource(b *testing.B) {
	for _, models := range []int{60, 250, 1000, 2700} {
		src := wide(models)
		lines := strings.Count(string(src), "\n")
		b.Run(fmt.Sprintf("lines=%d", lines), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				if s, diags := check.Source("a.zmodel", src); s == nil {
					b.Fatal(diags)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(lines), "ns/line")
		})
	}
}

// footprint is what a check takes of memory, as multiples of its text.
type footprint struct {
	peak      float64 // the most that was alive at any time, the text left out
	held      float64 // what the result keeps alive
	allocated float64 // all that was ever allocated
}

// measure checks src and watches the memory. The collector runs whenever one
// percent was added, so that what it finds alive is the curve to that precision.
func measure(t testing.TB, src []byte) footprint {
	t.Helper()
	defer debug.SetGCPercent(debug.SetGCPercent(1))
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	peak := watch()
	s, diags := check.Source("a.zmodel", src)
	most := peak()
	runtime.GC()
	runtime.ReadMemStats(&after)
	if s == nil {
		t.Fatal(diags)
	}
	runtime.KeepAlive(s)
	runtime.KeepAlive(diags)
	n, base := float64(len(src)), float64(before.HeapAlloc)
	return footprint{
		peak:      (float64(most) - base) / n,
		held:      (float64(after.HeapAlloc) - base) / n,
		allocated: float64(after.TotalAlloc-before.TotalAlloc) / n,
	}
}

// watch looks at the live heap behind every collection, until the function that
// it returns is called for the largest.
func watch() func() uint64 {
	var most atomic.Uint64
	var done atomic.Bool
	var look func(int)
	look = func(int) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		most.Store(max(most.Load(), live[0].Value.Uint64()))
		if !done.Load() {
			runtime.AddCleanup(new([64]byte), look, 0) // runs behind the next collection
		}
	}
	look(0)
	return func() uint64 {
		done.Store(true)
		return most.Load()
	}
}

// BenchmarkMemory shows what a check takes of memory for each byte of the text.
func BenchmarkMemory(b *testing.B) {
	for _, models := range []int{60, 250, 1000, 2700} {
		src := wide(models)
		b.Run(fmt.Sprintf("lines=%d", strings.Count(string(src), "\n")), func(b *testing.B) {
			var f footprint
			for b.Loop() {
				f = measure(b, src)
			}
			b.ReportMetric(f.peak, "peak/text")
			b.ReportMetric(f.held, "held/text")
			b.ReportMetric(f.allocated, "allocated/text")
		})
	}
}

// TestMemoryIsBounded wants a check never to have more than 20 times the text
// alive, and the checked schema to keep less than that. What the collector finds
// includes what is allocated while it looks, so that the least of a few
// measurements is nearest to the truth.
func TestMemoryIsBounded(t *testing.T) {
	f := measure(t, wide(600))
	for range 4 {
		again := measure(t, wide(600))
		f.peak, f.held = min(f.peak, again.peak), min(f.held, again.held)
	}
	t.Logf("%+v", f)
	if f.peak > 20 {
		t.Errorf("%.1f times the text is alive at once", f.peak)
	}
	if f.held > 12 {
		t.Errorf("the schema holds %.1f times its text", f.held)
	}
}

func TestWorkIsLinear(t *testing.T) {
	work := func(n int) float64 {
		src := large(n)
		return testing.AllocsPerRun(1, func() {
			if s, diags := check.Source("a.zmodel", src); s == nil {
				t.Fatal(diags)
			}
		})
	}
	if small, big := work(100), work(1600); big > 20*small {
		t.Errorf("16 times the text allocates %v times instead of %v", big, small)
	}
}
