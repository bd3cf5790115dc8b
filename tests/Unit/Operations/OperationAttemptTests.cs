using System.Text.Json;
using Signalbox.Operations;
using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Operations;

/// <summary>What is recorded of an attempt, and what of its answer gets into the projections.</summary>
public sealed class OperationAttemptTests
{
    private static readonly ObjectKey Payment = new(ProjectionTable.PaymentIntents, "pi_1");

    private readonly OperationHost _host = new();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 7)]
    public async Task Run_Answered_IsKeptOverTheNotedRowAndThenFinished(long row, long revision)
    {
        if (row > 0)
        {
            _host.Provider.Rows[Payment] = new ObjectRevision(row, IsProvisional: true, Livemode: false);
        }

        _host.Provider.Subject = CommandSubject.Payment("pi_1");
        _host.Provider.Answer = _ =>
        {
            // An event that is applied under way.
            _host.Provider.Rows[Payment] = new ObjectRevision(99, IsProvisional: true, Livemode: false);
            return Task.FromResult<AttemptResult>(Answered(isReplay: false));
        };

        var result = await _host.Attempts.RunAsync(await BegunAsync());

        Assert.Equal((OperationState.Finished, 200), (result.State, result.Status));
        Assert.Equal((Payment, revision), (_host.Provider.Kept.Single().Object.Key, _host.Provider.Kept.Single().Revision));
        Assert.Equal(["kept", "finished"], _host.Journal);
    }

    [Fact]
    public async Task Run_AnsweredAsBefore_IsFinishedAndNotKept()
    {
        _host.Provider.Answer = static _ => Task.FromResult<AttemptResult>(Answered(isReplay: true));

        Assert.Equal(OperationState.Finished, (await _host.Attempts.RunAsync(await BegunAsync())).State);

        Assert.Equal(["finished"], _host.Journal);
    }

    [Theory]
    [InlineData(typeof(InvalidDataException))]
    [InlineData(typeof(JsonException))]
    [InlineData(typeof(OperationCanceledException))]
    public async Task Run_WhateverFails_IsPostponedWithItsReason(Type fault)
    {
        _host.Provider.Answer = _ => throw (Exception)Activator.CreateInstance(fault)!;

        Assert.Equal(OperationResult.Unsettled, await _host.Attempts.RunAsync(await BegunAsync()));

        Assert.Contains(fault.Name, _host.Store.Postponed.Single().Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 0.8, 1.2)]
    [InlineData(30, 30, 30)]
    [InlineData(90_000, 3_600, 3_600)]
    public async Task Run_Unknown_WaitsAsLongAsTheProviderAsks_WithinReason(int? asked, double least, double most)
    {
        _host.Provider.Answer = _ => Task.FromResult<AttemptResult>(new AttemptResult.Unknown("lost", asked is { } s ? TimeSpan.FromSeconds(s) : null));

        await _host.Attempts.RunAsync(await BegunAsync());

        Assert.InRange(_host.Store.Postponed.Single().Wait.TotalSeconds, least, most);
    }

    [Fact]
    public async Task Run_NothingSent_WritesNothing()
    {
        _host.Provider.Answer = static _ => Task.FromResult<AttemptResult>(new AttemptResult.NotSent(429, "full", TimeSpan.FromSeconds(2)));

        var result = await _host.Attempts.RunAsync(await BegunAsync());

        Assert.Equal(OperationResult.NotSent(429, "full", TimeSpan.FromSeconds(2)), result);
        Assert.Empty(_host.Journal);
    }

    [Fact]
    public async Task Run_TooLongAfterTheRequest_AsksNobodyAndSaysSo()
    {
        var attempt = await BegunAsync();
        _host.Time.Advance(TimeSpan.FromHours(21));

        var result = await _host.Attempts.RunAsync(attempt);

        Assert.Equal((OperationState.Finished, 502), (result.State, result.Status));
        var problem = JsonElement.Parse(result.Body.Span);
        Assert.Equal(("outcome_unknown", "urn:signalbox:problem:outcome_unknown", 502), (
            problem.GetProperty("code").GetString(), problem.GetProperty("type").GetString(), problem.GetProperty("status").GetInt32()));
        Assert.Empty(_host.Provider.Asked);
    }

    private static AttemptResult.Final Answered(bool isReplay)
    {
        var json = """{"id":"pi_1","object":"payment_intent","status":"succeeded"}"""u8.ToArray();
        return new AttemptResult.Final(new Outcome(200, json), new ProviderAnswer(json, DateTimeOffset.UnixEpoch, isReplay));
    }

    private async Task<OperationAttempt> BegunAsync()
    {
        var (operation, _) = await _host.Store.BeginAsync(
            "op_1", new OperationRequest("stripe", "payments.create", "k", "test", "{}"u8.ToArray()), TimeSpan.FromMinutes(1), default);
        return operation.ToAttempt();
    }
}
