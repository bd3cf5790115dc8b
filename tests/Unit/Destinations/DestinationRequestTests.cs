using System.Text.Json;
using Signalbox.Destinations;
using Signalbox.Operations;

namespace Signalbox.Tests.Unit.Destinations;

/// <summary>What may be asked of a destination.</summary>
public sealed class DestinationRequestTests
{
    [Theory]
    [InlineData("""{}""", "url")]
    [InlineData("""{"url": "ftp://example.com"}""", "url")]
    [InlineData("""{"url": "/hooks"}""", "url")]
    [InlineData("""{"url": "https://user:pass@example.com/"}""", "url")]
    [InlineData("""{"url": "https://example.com/", "tenant": "a/b"}""", "tenant")]
    [InlineData("""{"url": "https://example.com/", "tenant": "-"}""", "tenant")]
    [InlineData("""{"url": "https://example.com/", "tenant": 1}""", "tenant")]
    [InlineData("""{"url": "https://example.com/", "types": ["a b"]}""", "types")]
    [InlineData("""{"url": "https://example.com/", "sources": ["A"]}""", "sources")]
    [InlineData("""{"url": "https://example.com/", "fields": {"/a": [[]]}}""", "fields./a")]
    [InlineData("""{"url": "https://example.com/", "fields": []}""", "fields")]
    [InlineData("""{"url": "https://example.com/", "headers": {"Webhook-Id": "x"}}""", "headers.Webhook-Id")]
    [InlineData("""{"url": "https://example.com/", "headers": {"X-Key": "a\r\nb"}}""", "headers.X-Key")]
    [InlineData("""{"url": "https://example.com/", "headers": {"X Key": "a"}}""", "headers.X Key")]
    [InlineData("""{"url": "https://example.com/", "headers": {"X-Key": "a", "x-key": "b"}}""", "headers")]
    [InlineData("""{"url": "https://example.com/", "ordered": "stream"}""", "ordered")]
    [InlineData("""{"url": "https://example.com/", "dead_letters": "x"}""", "dead_letters")]
    [InlineData("""{"url": "https://example.com/", "payload": "x"}""", "payload")]
    [InlineData("""{"url": "https://example.com/", "rate": 0}""", "rate")]
    [InlineData("""{"url": "https://example.com/", "rate": "1"}""", "rate")]
    [InlineData("""{"url": "https://example.com/", "concurrency": 101}""", "concurrency")]
    [InlineData("""{"url": "https://example.com/", "timeout": "00:01:01"}""", "timeout")]
    [InlineData("""{"url": "https://example.com/", "timeout": "15"}""", "timeout")]
    [InlineData("""{"url": "https://example.com/", "disable_after": "00:00:01"}""", "disable_after")]
    [InlineData("""{"url": "https://example.com/", "retry": ["00:00:00"]}""", "retry/0")]
    [InlineData("""{"url": "https://example.com/", "retry": ["00:00:01", "2.00:00:00"]}""", "retry/1")]
    [InlineData("""{"url": "https://example.com/", "retry": "often"}""", "retry")]
    [InlineData("""{"url": "https://example.com/", "retry": {"exponential": {"first": "00:00:05"}}}""", "retry.exponential")]
    [InlineData("""{"url": "https://example.com/", "retry": {"exponential": {"first": "00:00:05", "attempts": 32}}}""", "retry.exponential.attempts")]
    [InlineData("""{"url": "https://example.com/", "retry": {"exponential": {"first": "00:00:05", "attempts": 3, "jitter": 1}}}""", "retry.exponential.jitter")]
    [InlineData("""{"url": "https://example.com/", "secret": "whsec_c2hvcnQ="}""", "secret")]
    [InlineData("""{"url": "https://example.com/", "scheme": "v2"}""", "scheme")]
    public void Check_Fault_IsNamedByItsField(string json, string field)
    {
        var faults = new FieldFaults();
        NewDestinationRequest.Check(JsonSerializer.Deserialize(json, DestinationJson.Default.NewDestinationRequest)!, faults);
        Assert.Equal([field], faults.Found.Keys);
    }

    [Fact]
    public void ApplyTo_WhatIsLeftOutStays_AndNullTakesAway()
    {
        var form = New("""{"url": "https://example.com/", "tenant": "acme", "rate": 5, "disable_after": "1.00:00:00", "fields": {"/a": [1]}, "types": ["a", "a", "b"], "timeout": "00:00:07"}""");
        Assert.Equal(("acme", 5, TimeSpan.FromDays(1), TimeSpan.FromSeconds(7)), (form.Tenant, form.Rate, form.DisableAfter, form.Timeout));
        Assert.Equal(["a", "b"], form.Types);

        Assert.Equal(form with { Description = "x" }, Changed("""{"description": "x"}""", form));
        var bare = Changed("""{"tenant": null, "rate": null, "disable_after": null, "fields": null, "types": []}""", form);
        Assert.Equal((null, null, null, "{}", 0), (bare.Tenant, bare.Rate, bare.DisableAfter, bare.Fields, bare.Types.Count));
    }

    [Fact]
    public void Retry_Exponential_IsTurnedIntoItsWaits_AndNullIntoTheUsual()
    {
        var form = New("""{"url": "https://example.com/", "retry": {"exponential": {"first": "00:00:05", "factor": 3, "longest": "00:01:00", "attempts": 5}}}""");
        Assert.Equal([5, 15, 45, 60], form.RetryWaits.Select(static w => (int)w.TotalSeconds));
        Assert.Equal(RetrySchedule.Default.Waits, Changed("""{"retry": null}""", form).RetryWaits);
        Assert.Empty(Changed("""{"retry": []}""", form).RetryWaits);
    }

    [Fact]
    public void Secret_New_IsWhatTheSchemeTakes()
    {
        Assert.Null(DestinationSecret.Check(DestinationSecret.New()));
        Assert.NotEqual(DestinationSecret.New(), DestinationSecret.New());
    }

    private static DestinationForm New(string json)
    {
        var request = JsonSerializer.Deserialize(json, DestinationJson.Default.NewDestinationRequest)!;
        var faults = new FieldFaults();
        NewDestinationRequest.Check(request, faults);
        Assert.Empty(faults.Found);
        return request.ApplyTo(new DestinationForm { Url = request.Url! });
    }

    private static DestinationForm Changed(string json, DestinationForm form)
    {
        var request = JsonSerializer.Deserialize(json, DestinationJson.Default.ChangedDestinationRequest)!;
        var faults = new FieldFaults();
        ChangedDestinationRequest.Check(request, faults);
        Assert.Empty(faults.Found);
        return request.ApplyTo(form);
    }
}
