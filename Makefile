# What a user and a founder type. `make help` lists it.

FILE ?= SampleTensors/weights.bin
ARGS ?=

# Where `make install` puts things; DESTDIR goes before it.
PREFIX ?= /usr/local

# Tests build apart, with other flags, so that they and `make run` don't undo each other's work.
TEST_SCRATCH = .build-test
# Python with the libraries that load what quantview writes, kept between runs.
PYTHON_LIGHT = .build-python
PYTHON_HEAVY = .build-python-heavy

.PHONY: help run build install uninstall measure-install test test-interop fuzz sanitize lint samples bench peers clean tools test-tools swift python

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-19s %s\n", $$1, $$2 }'

run: build ## Build, then explore FILE=SampleTensors/weights.bin with ARGS=
	@"$$(swift build -c release --product quantview --show-bin-path)/quantview" "$(FILE)" $(ARGS)

build: tools ## Build quantview in release
	swift build -c release --product quantview

install: build ## Install the program with its runtime inside, its manual and completions below PREFIX=/usr/local
	@scripts/link-static "$$(swift build -c release --show-bin-path)" .build/quantview-static
	@DESTDIR="$(DESTDIR)" scripts/install .build/quantview-static "$(PREFIX)"

uninstall: ## Take away what `make install` put below PREFIX=
	@DESTDIR="$(DESTDIR)" scripts/install --remove "$(PREFIX)"

measure-install: build ## Measure the size and the start of the program that `make install` installs
	@scripts/link-static "$$(swift build -c release --show-bin-path)" .build/quantview-static
	@scripts/measure-install .build/quantview-static SampleTensors/weights.bin

test: test-tools python lint ## Install what the tests need, check the format, build, run every test
	LC_ALL=C.UTF-8 SWIFT_BACKTRACE=enable=no \
	  scripts/swift-tests -c release -Xswiftc -enable-testing \
	    --scratch-path $(TEST_SCRATCH)
	@scripts/interop-tests \
	  "$$(swift build -c release --scratch-path $(TEST_SCRATCH) --show-bin-path)/quantview" \
	  $(PYTHON_LIGHT) Tests/Interop
	@scripts/check-neon
	@scripts/check-guides \
	  "$$(swift build -c release --scratch-path $(TEST_SCRATCH) --show-bin-path)/quantview"
	@scripts/check-install "$$(swift build -c release --scratch-path $(TEST_SCRATCH) --show-bin-path)"

test-interop: build ## Load what quantview writes with torch's libraries: slow, and a gigabyte of packages
	@scripts/ensure-python $(PYTHON_HEAVY) Tests/Interop/heavy/requirements.txt
	@scripts/interop-tests "$$(swift build -c release --show-bin-path)/quantview" \
	  $(PYTHON_HEAVY) Tests/Interop/heavy

fuzz: test-tools ## Fuzz every reader, guided by coverage: ARGS="--seconds 300 gguf npy"
	@scripts/fuzz $(ARGS)

sanitize: test-tools ## Run the tests under AddressSanitizer and ThreadSanitizer: slow
	@scripts/sanitize $(ARGS)

lint: swift ## Check the format of the sources
	swift format lint --strict --recursive Sources Tests Package.swift

samples: swift ## Make SampleTensors/ again, the same bytes
	swift run -c release samplemaker SampleTensors

bench: test-tools build ## Measure the figures that the README quotes
	swift build -c release --product quantbench
	@"$$(swift build -c release --show-bin-path)/quantbench" $(ARGS)

peers: ## Install the libraries that `bench --peers` compares with: OpenBLAS, oneDNN, and Python's under .build/peers
	@scripts/ensure-peers .build/peers

clean: ## Remove what was built
	rm -rf .build .build-fuzz .build-address .build-thread .build-debug-address .build-debug-thread $(TEST_SCRATCH) $(PYTHON_LIGHT) $(PYTHON_HEAVY)

swift:
	@scripts/ensure-swift

tools: swift
	@scripts/ensure-packages libncurses-dev zlib1g-dev

python:
	@scripts/ensure-python $(PYTHON_LIGHT) Tests/Interop/requirements.txt

test-tools: swift
	@scripts/ensure-packages libncurses-dev zlib1g-dev libvterm-dev tmux chromium fonts-dejavu-core
