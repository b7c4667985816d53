# What a user and a founder type. `make help` lists it.

FILE ?= SampleTensors/weights.bin
ARGS ?=

# Tests build apart, with other flags, so that they and `make run` don't undo each other's work.
TEST_SCRATCH = .build-test

.PHONY: help run build test lint samples bench clean tools test-tools swift

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

run: build ## Build, then explore FILE=SampleTensors/weights.bin with ARGS=
	@"$$(swift build -c release --product quantview --show-bin-path)/quantview" "$(FILE)" $(ARGS)

build: tools ## Build quantview in release
	swift build -c release --product quantview

test: test-tools lint ## Install what the tests need, check the format, build, run every test
	LC_ALL=C.UTF-8 SWIFT_BACKTRACE=enable=no \
	  swift test -c release -Xswiftc -enable-testing --scratch-path $(TEST_SCRATCH)
	@scripts/check-neon

lint: swift ## Check the format of the sources
	swift format lint --strict --recursive Sources Tests Package.swift

samples: swift ## Make SampleTensors/ again, the same bytes
	swift run -c release samplemaker SampleTensors

bench: test-tools build ## Measure the figures that the README quotes
	swift build -c release --product quantbench
	@"$$(swift build -c release --show-bin-path)/quantbench" $(ARGS)

clean: ## Remove what was built
	rm -rf .build $(TEST_SCRATCH)

swift:
	@scripts/ensure-swift

tools: swift
	@scripts/ensure-packages libncurses-dev

test-tools: swift
	@scripts/ensure-packages libncurses-dev libvterm-dev tmux
