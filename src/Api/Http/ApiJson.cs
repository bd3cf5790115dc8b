using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Signalbox.Access;
using Signalbox.Backfills;
using Signalbox.Calls;
using Signalbox.Care;
using Signalbox.Deliveries;
using Signalbox.Destinations;
using Signalbox.Gaps;
using Signalbox.Health;
using Signalbox.Ingress;
using Signalbox.Journal;
using Signalbox.Operations;
using Signalbox.People;
using Signalbox.Providers;
using Signalbox.Providers.Diagnosis;
using Signalbox.Publishing;
using Signalbox.Reads;
using Signalbox.Rejections;
using Signalbox.Rebuilds;
using Signalbox.Replays;
using Signalbox.Storage;
using Signalbox.Secrets;
using Signalbox.Sources;
using Signalbox.Streams;

namespace Signalbox.Http;

/// <summary>How the API's answers are written. Names are those of the tables, which are the provider's: snake_case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StreamState))]
[JsonSerializable(typeof(RefreshAnswer))]
[JsonSerializable(typeof(EventDetail))]
[JsonSerializable(typeof(Page<EventSummary>))]
[JsonSerializable(typeof(JsonRawValue))]
[JsonSerializable(typeof(Page<JsonRawValue>))]
[JsonSerializable(typeof(DeadLetter))]
[JsonSerializable(typeof(Page<DeadLetter>))]
[JsonSerializable(typeof(DeadLetterBatch))]
[JsonSerializable(typeof(Page<StreamState>))]
[JsonSerializable(typeof(RebuiltStream))]
[JsonSerializable(typeof(EventTimeline))]
[JsonSerializable(typeof(StorageReport))]
[JsonSerializable(typeof(OperationView))]
[JsonSerializable(typeof(Page<GapSearchState>))]
[JsonSerializable(typeof(BackfillState))]
[JsonSerializable(typeof(RebuildState))]
[JsonSerializable(typeof(Page<RebuildState>))]
[JsonSerializable(typeof(ReplayState))]
[JsonSerializable(typeof(Page<ReplayState>))]
[JsonSerializable(typeof(Page<ProviderAccount>))]
[JsonSerializable(typeof(ProviderStatus))]
[JsonSerializable(typeof(ProviderCircuit))]
[JsonSerializable(typeof(Person))]
[JsonSerializable(typeof(Page<SourceView>))]
[JsonSerializable(typeof(SourceView))]
[JsonSerializable(typeof(SourceWithSecret))]
[JsonSerializable(typeof(Page<DestinationView>))]
[JsonSerializable(typeof(DestinationView))]
[JsonSerializable(typeof(DestinationWithSecret))]
[JsonSerializable(typeof(Page<DeliveryView>))]
[JsonSerializable(typeof(DeliveryView))]
[JsonSerializable(typeof(DeliveryDetail))]
[JsonSerializable(typeof(Page<AttemptView>))]
[JsonSerializable(typeof(DestinationHealth))]
[JsonSerializable(typeof(RecoveryReport))]
[JsonSerializable(typeof(ResentView))]
[JsonSerializable(typeof(TestView))]
[JsonSerializable(typeof(PublishReceipt))]
[JsonSerializable(typeof(PublishReceipts))]
[JsonSerializable(typeof(Page<EventTypeView>))]
[JsonSerializable(typeof(EventTypeView))]
[JsonSerializable(typeof(KeyStatus))]
[JsonSerializable(typeof(Page<ProviderDefinitionView>))]
[JsonSerializable(typeof(DefinitionCheck))]
[JsonSerializable(typeof(SignatureDiagnosis))]
[JsonSerializable(typeof(Page<RejectionSummary>))]
[JsonSerializable(typeof(RejectionDetail))]
[JsonSerializable(typeof(ReadTokenView))]
[JsonSerializable(typeof(Page<ReadTokenView>))]
[JsonSerializable(typeof(NewReadToken))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(IngressReceipt))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ApiJson : JsonSerializerContext;
