# What can be done here. Each recipe is one line or a script in scripts/, which says what it does.
.DEFAULT_GOAL := help
.PHONY: run test test-long lint fuzz interop e2e screens bench load clean help

run: ## install what is missing, build the release, serve it on http://localhost:3000 with ./data
	scripts/run

test: ## install what is missing, then every check: lints, all tests, the size gate, two browsers
	scripts/test

test-long: ## what takes longer: the same tests with many more cases and rounds
	scripts/test-long

lint: ## formatting, clippy (native and WASM), licences
	scripts/lint

fuzz: ## the fuzzer over the HTTP API alone
	scripts/fuzz-api

e2e: ## the browser tests alone, against the release build (E2E_ARGS="-g typing" picks some)
	scripts/e2e $(E2E_ARGS)

interop: ## other hands' Socket.IO clients and the bots of examples/, against the debug build
	scripts/install test
	scripts/interop

screens: ## pictures of every screen, light and dark, desktop and phone, into end2end/screenshots
	scripts/e2e --project=screens

bench: ## appends per second of the stores, with 1, 64 and 256 writers; searching
	scripts/bench

load: ## what a release costs under load, beside a small server on Node (arguments: scripts/load room burst)
	scripts/load

clean: ## remove what was built and installed inside this directory; ./data stays
	rm -rf target node_modules end2end/node_modules interop/node_modules examples/node_modules end2end/test-results end2end/screenshots

help: ## this list
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 20
