import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { AccessLogEntry } from '../../http/request/request-context.ts';
import type { RequestTrace, Tracing } from '../../http/telemetry/tracing.ts';

export interface OtlpTracing extends Tracing {
  /** Sends the remaining spans. If the receiver does not respond, the spans are lost after a short time. */
  stop(): Promise<void>;
}

/** The longest time for sending the last spans, in milliseconds. */
const LAST_SEND_MS = 2000;

/**
 * Sends a span for each request, with its parts, to an OpenTelemetry receiver.
 *
 * @param endpoint the URL for OTLP over HTTP, without `/v1/traces`: `http://127.0.0.1:4318`.
 */
export function startTracing(endpoint: string, version: string): OtlpTracing {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: LAST_SEND_MS });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'upsertd', 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('upsertd', version);
  return {
    begin: (traceparent) => traceRequest(tracer, callerContext(traceparent)),
    stop: () => provider.shutdown().catch(() => undefined),
  };
}

function callerContext(traceparent: string | undefined): Context {
  const caller = traceparent === undefined ? null : parseTraceParent(traceparent);
  return caller ? trace.setSpanContext(ROOT_CONTEXT, { ...caller, isRemote: true }) : ROOT_CONTEXT;
}

function traceRequest(tracer: Tracer, caller: Context): RequestTrace {
  const span = tracer.startSpan('request', { kind: SpanKind.SERVER }, caller);
  const inside = trace.setSpan(caller, span);
  return {
    startPart: (part) => {
      const inner = tracer.startSpan(part, {}, inside);
      return () => {
        if (inner.isRecording()) inner.end();
      };
    },
    end: (entry) => {
      span.updateName(`${entry.method} ${entry.route ?? '(no route)'}`);
      span.setAttributes(attributesOf(entry));
      if (entry.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

/** Uses the names of OpenTelemetry's conventions, and our own if there is none. */
function attributesOf({ method, route, status, operation, outcome, requestId, isReplay }: AccessLogEntry) {
  return {
    'http.request.method': method,
    'http.response.status_code': status,
    'upsertd.request_id': requestId,
    'upsertd.replayed': isReplay,
    ...(route !== undefined && { 'http.route': route }),
    ...(operation !== undefined && { 'upsertd.operation': operation }),
    ...(outcome !== undefined && { 'upsertd.outcome': outcome }),
  };
}
