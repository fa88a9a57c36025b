package check_test

import (
	"fmt"
	"strings"
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

func BenchmarkSource(b *testing.B) {
	src := large(200)
	b.ReportMetric(float64(strings.Count(string(src), "\n")), "lines")
	for b.Loop() {
		if s, diags := check.Source("a.zmodel", src); s == nil {
			b.Fatal(diags)
		}
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
