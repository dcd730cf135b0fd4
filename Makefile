# What a person can ask for. `make` alone lists it; the set-up runs by itself and repeats only what changed.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := ayuda
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PUERTO ?= 8000
export PUERTO

PY := .venv/bin/python
# A stamp stands in the folder whose making it attests, so that they go together.
EJECUCION := .venv/.listo-ejecucion
PRUEBAS := .venv/.listo-pruebas
NODE := node_modules/.listo
VENDOR := static/vendor/.listo

COMPILAR := $(PY) -m uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --upgrade

.PHONY: ayuda
ayuda: ## Muestra esta lista
	@echo "Uso: make OBJETIVO"
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1\t\2/' | expand -t 12 | sed 's/^/  /'

.PHONY: run
run: $(EJECUCION) $(VENDOR) ## Prepara todo y sirve en http://127.0.0.1:8000 con el país de ejemplo (PUERTO=8001 lo cambia)
	@.ci/sistema pdf
	@.ci/servir

.PHONY: test
test: preparacion ## Prepara todo y corre estilo, arquitectura, migraciones y pruebas en SQLite y PostgreSQL
	@$(MAKE) lint
	@.ci/con_datos_temporales .ci/probar

.PHONY: preparacion
preparacion: $(PRUEBAS) $(VENDOR) ## Prepara el equipo para probar, sin probar nada
	@.ci/sistema pruebas

.PHONY: bench
bench: preparacion ## Mide los tiempos contra una base mínima y los muestra en una tabla
	@.ci/con_datos_temporales $(PY) -m tests.bench

.PHONY: lint
lint: $(PRUEBAS) ## Revisa el estilo del código y las plantillas, y las flechas entre las salas
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m djlint --lint --quiet --allow-empty-input .
	$(PY) .venv/bin/lint-imports --no-logo

.PHONY: lock
lock: | $(PY) ## Rehace los archivos de versiones fijadas con lo más nuevo que pyproject.toml y package.json admiten
	@$(PY) -c 'import uv' 2>/dev/null || $(PY) -m pip install --quiet --disable-pip-version-check uv
	$(COMPILAR) pyproject.toml --output-file requirements.lock
	$(COMPILAR) pyproject.toml --group dev --constraints requirements.lock --output-file requirements-dev.lock
	$(COMPILAR) --group node --output-file requirements-node.lock
	.ci/npm install --package-lock-only --ignore-scripts --no-audit --no-fund --no-update-notifier --omit-lockfile-registry-resolved

.PHONY: limpiar
limpiar: ## Borra todo lo que se instala o se genera; deja los datos (var/)
	rm -rf .venv node_modules static/vendor tests/vendor staticfiles test-results htmlcov .coverage .coverage.*
	rm -rf .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@.ci/entorno

$(EJECUCION): requirements.lock | $(PY)
	@echo "Instalando las dependencias ($<)"
	@.ci/pip $<
	@touch $@

# The lock of the tests holds the other one whole.
$(PRUEBAS): requirements-dev.lock requirements.lock | $(PY)
	@echo "Instalando las dependencias y las herramientas de prueba ($<)"
	@.ci/pip $<
	@touch $@ $(EJECUCION)

$(NODE): package.json package-lock.json requirements-node.lock | $(PY)
	@echo "Instalando los archivos de las páginas (package-lock.json)"
	@.ci/npm ci --include=dev --ignore-scripts --no-audit --no-fund --no-update-notifier
	@touch $@

$(VENDOR): $(NODE) .ci/vendor.py
	@$(PY) .ci/vendor.py
	@touch $@
