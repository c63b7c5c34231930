# One word per habit. T= picks tests, B= benchmarks, ARGS= the arguments of the gateway, PID= a running one,
# AGAINST= another gateway's command, ROWS= rows of the fault matrix.
.PHONY: check quick format run archive bench bench-results compare scaling cold small soak faults profile

T ?= *Test
B ?= .*
ARGS ?=
AGAINST ?=
ROWS ?=

check:   ## everything CI runs
	mvn -B verify

quick:   ## the tests that T names, without the slow checks: make quick T='Delivery*'
	mvn -B -q -Dquick -pl proto,gateway -am test -Dtest='$(T)' -Dsurefire.failIfNoSpecifiedTests=false

format:  ## google-java-format over everything
	mvn -B -q spotless:apply

run:     ## build and run: make run ARGS='--config config/relay.yaml'
	mvn -B -q -Dquick -DskipTests -pl proto,gateway package
	java @config/jvm.options -jar gateway/target/gateway.jar $(ARGS)

archive: ## what halves the start of this machine's Java: make archive; then add the option that it prints to config/jvm.options
	mvn -B -q -Dquick -DskipTests -pl proto,gateway package
	java scripts/image/Training.java java $(CURDIR)/gateway/target/gateway.jar $(CURDIR)/gateway/target/gateway.archive \
	  @config/jvm.options

bench:   ## JMH with allocation: make bench B=Scan
	mvn -B -q -Dquick -DskipTests package
	mkdir -p bench/results
	java -jar bench/target/bench.jar '$(B)' -prof gc -jvmArgs '@config/jvm.options -Djdk.serialFilter=*' -rf json \
	  -rff bench/results/$(shell git rev-parse --short HEAD).json

bench-results: ## all of JMH in some ten minutes, written to bench/results/hot-loops.md
	mvn -B -q -Dquick -DskipTests package
	java -cp bench/target/bench.jar dev.sluice.bench.HotLoops bench/results/hot-loops.md '$(B)' @config/jvm.options

compare: ## what an item costs, beside another gateway: make compare AGAINST='otelcol --config {config}'
	mvn -B -q -Dquick -DskipTests package
	java -cp bench/target/bench.jar dev.sluice.bench.endtoend.Cost $(if $(AGAINST),--against '$(AGAINST)') \
	  gateway/target/gateway.jar @config/jvm.options -XX:MaxRAM=256m

scaling: ## how the cost of an item grows: an hour or more; writes bench/results/scaling.md and docs/performance/*.svg
	mvn -B -q -Dquick -DskipTests package
	java -cp bench/target/bench.jar dev.sluice.bench.endtoend.Scaling gateway/target/gateway.jar @config/jvm.options -XX:MaxRAM=256m

cold:    ## what the first seconds after a start cost
	mvn -B -q -Dquick -DskipTests package
	java -cp bench/target/bench.jar dev.sluice.bench.endtoend.Cold gateway/target/gateway.jar @config/jvm.options -XX:MaxRAM=256m

small:   ## a gateway that idles, one with 1,000 items a second, one in a quarter of a processor: some four minutes
	mvn -B -q -Dquick -DskipTests package
	java -cp bench/target/bench.jar dev.sluice.bench.endtoend.Small gateway/target/gateway.jar @config/jvm.options -XX:MaxRAM=256m

soak:    ## 24 minutes of 100,000 items a second in 256 MiB, in which nothing may grow
	mvn -B -q -Dquick -DskipTests package
	java -cp bench/target/bench.jar dev.sluice.bench.endtoend.Soak gateway/target/gateway.jar @config/jvm.options -XX:MaxRAM=256m

faults:  ## the fault matrix, all of it or ROWS=F05,C01, beside another gateway with AGAINST=; writes docs/fault-matrix.md when whole
	mvn -B -q -Dquick -DskipTests package
	java -XX:+UseSerialGC -cp bench/target/bench.jar dev.sluice.bench.faults.FaultMatrix --rate 1000 --jobs 3 \
	  $(if $(ROWS),--rows '$(ROWS)',--page docs/fault-matrix.md) $(if $(AGAINST),--other '$(AGAINST)') gateway/target/gateway.jar

profile: ## thirty seconds of a running gateway: make profile PID=1234
	jcmd $(PID) JFR.start name=sluice duration=30s settings=profile filename=$(CURDIR)/target/sluice-$(PID).jfr
