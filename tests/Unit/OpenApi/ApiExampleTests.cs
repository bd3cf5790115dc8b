using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Signalbox.Access;
using Signalbox.Backfills;
using Signalbox.Deliveries;
using Signalbox.Destinations;
using Signalbox.Diagnosis;
using Signalbox.Gaps;
using Signalbox.Calls;
using Signalbox.Http;
using Signalbox.Journal;
using Signalbox.OpenApi;
using Signalbox.Operations;
using Signalbox.People;
using Signalbox.Publishing;
using Signalbox.Replays;
using Signalbox.Storage;
using Signalbox.Secrets;
using Signalbox.Sources;
using Signalbox.Providers;

namespace Signalbox.Tests.Unit.OpenApi;

/// <summary>Examples that show what the API really answers.</summary>
public sealed class ApiExampleTests
{
    public static TheoryData<string, string> Examples => new()
    {
        { nameof(ApiJson.StreamState), ApiExamples.Stream },
        { nameof(ApiJson.RefreshAnswer), ApiExamples.Refresh },
        { nameof(ApiJson.PageEventSummary), ApiExamples.Events },
        { nameof(ApiJson.EventDetail), ApiExamples.Event },
        { nameof(ApiJson.DeadLetter), ApiExamples.DeadLetter },
        { nameof(ApiJson.DeadLetter), ApiExamples.ReplayedDeadLetter },
        { nameof(ApiJson.DeadLetter), ApiExamples.DiscardedDeadLetter },
        { nameof(ApiJson.PageDeadLetter), ApiExamples.DeadLetters },
        { nameof(ApiJson.OperationView), OperationExamples.Operation },
        { nameof(ApiJson.OperationView), OperationExamples.Accepted },
        { nameof(ApiJson.PageGapSearchState), GapEndpoints.Example },
        { nameof(ApiJson.BackfillState), BackfillEndpoints.Example },
        { nameof(ApiJson.ReplayState), ReplayEndpoints.Example },
        { nameof(ApiJson.StorageReport), StorageEndpoints.Example },
        { nameof(ApiJson.EventTimeline), EventTimelines.Example },
        { nameof(ApiJson.DeadLetterBatch), ApiExamples.DeadLetterBatch },
        { nameof(ApiJson.RebuiltStream), ApiExamples.Rebuilt },
        { nameof(ApiJson.PageStreamState), ApiExamples.Streams },
        { nameof(ApiJson.PageReplayState), ReplayEndpoints.Examples },
        { nameof(ApiJson.PageProviderAccount), ProviderExamples.Accounts },
        { nameof(ApiJson.ProviderStatus), ProviderExamples.Status },
        { nameof(ApiJson.ProviderCircuit), ProviderExamples.Isolated },
        { nameof(ApiJson.ProviderCircuit), ProviderExamples.Closed },
        { nameof(ApiJson.Person), PeopleEndpoints.Example },
        { nameof(ApiJson.SourceView), SourceExamples.Source },
        { nameof(ApiJson.PageSourceView), SourceExamples.Sources },
        { nameof(ApiJson.SourceWithSecret), SourceExamples.Made },
        { nameof(ApiJson.DestinationView), DestinationExamples.Destination },
        { nameof(ApiJson.PageDestinationView), DestinationExamples.Destinations },
        { nameof(ApiJson.DestinationWithSecret), DestinationExamples.Made },
        { nameof(ApiJson.DeliveryView), DeliveryExamples.Delivery },
        { nameof(ApiJson.DeliveryView), DeliveryExamples.Discarded },
        { nameof(ApiJson.PageDeliveryView), DeliveryExamples.Deliveries },
        { nameof(ApiJson.DeliveryDetail), DeliveryExamples.Detail },
        { nameof(ApiJson.AttemptView), DeliveryExamples.Attempt },
        { nameof(ApiJson.PageAttemptView), DeliveryExamples.Attempts },
        { nameof(ApiJson.DestinationHealth), DeliveryExamples.Health },
        { nameof(ApiJson.RecoveryReport), DeliveryExamples.Recovered },
        { nameof(ApiJson.ResentView), DeliveryExamples.Resent },
        { nameof(ApiJson.TestView), DeliveryExamples.Test },
        { nameof(ApiJson.PublishReceipt), PublishEndpoints.Example },
        { nameof(ApiJson.PublishReceipts), PublishEndpoints.BatchExample },
        { nameof(ApiJson.EventTypeView), EventTypeEndpoints.Example },
        { nameof(ApiJson.PageEventTypeView), EventTypeEndpoints.ListExample },
        { nameof(ApiJson.KeyStatus), KeyEndpoints.Example },
        { nameof(ApiJson.PageProviderDefinitionView), ProviderDefinitionEndpoints.ListExample },
        { nameof(ApiJson.ProviderDefinitionView), ProviderDefinitionEndpoints.Example },
        { nameof(ApiJson.DefinitionCheck), ProviderDefinitionEndpoints.CheckExample },
        { nameof(ApiJson.SignatureDiagnosis), DiagnosisEndpoints.Example },
        { nameof(ApiJson.PageRejectionSummary), DiagnosisEndpoints.ListExample },
        { nameof(ApiJson.RejectionDetail), DiagnosisEndpoints.RejectionExample },
        { nameof(ApiJson.ReadTokenView), TokenEndpoints.Example },
        { nameof(ApiJson.PageReadTokenView), TokenEndpoints.ListExample },
        { nameof(ApiJson.NewReadToken), TokenEndpoints.MadeExample },
        { nameof(ApiJson.HealthReport), ApiExamples.Ready },
        { nameof(ApiJson.HealthReport), ApiExamples.NotReady },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_HasTheMembersOfItsType(string type, string example)
    {
        using var json = JsonDocument.Parse(example);
        var info = (JsonTypeInfo)typeof(ApiJson).GetProperty(type)!.GetValue(ApiJson.Default)!;

        Assert.Equal(info.Properties.Select(static p => p.Name), json.RootElement.EnumerateObject().Select(static p => p.Name));
    }
}
