# Everything that a contributor runs. CONTRIBUTING.md says when.

GO       ?= go
PACKAGES ?= ./...
FUZZTIME ?= 20s
BENCH    ?= .

.DEFAULT_GOAL := help
.PHONY: help build test lint fmt fuzz bench buildcost power ci

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## compile everything; the command ends up in bin/gozen
	$(GO) build ./...
	$(GO) build -o bin/gozen ./cmd/gozen

test: ## run all tests, on SQLite and on a PostgreSQL that is started for them
	tools/with-postgres $(GO) test -timeout 30m $(TESTFLAGS) $(PACKAGES) # browsers and npm take longer than go test allows by itself
	cd examples/routers && $(GO) test $(TESTFLAGS) ./...

lint: ## vet, and the linters of .golangci.yml
	$(GO) vet ./...
	$(GO) tool -modfile=tools/go.mod golangci-lint run --allow-serial-runners ./...

fmt: ## format Go code
	$(GO) tool -modfile=tools/go.mod golangci-lint fmt

fuzz: ## run every fuzz target for FUZZTIME
	GO="$(GO)" tools/fuzz $(FUZZTIME)

bench: ## run the benchmarks that match BENCH, on both databases
	tools/with-postgres $(GO) test -run '^$$' -bench '$(BENCH)' -benchmem $(PACKAGES)

buildcost: ## compile the Go client of 100 models, and ent's code for them, and compare the CPU time
	tools/buildcost

power: ## plant known bugs in a copy of the tree, one at a time, and let the oracle find them
	tools/power

ci: lint build ## lint, build, and test with the race detector
	$(MAKE) test TESTFLAGS='-race $(TESTFLAGS)'
