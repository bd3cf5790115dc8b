using System.Text.Json;
using Signalbox.Operations;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Reads;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Operations;

/// <summary>What is recorded of an attempt, and what of its answer gets into the projections.</summary>
public sealed class OperationAttemptTests
{
    private static readonly ObjectKey Payment = new(ProjectionTable.PaymentIntents, "pi_1");

    private readonly OperationHost _host = new();
    private readonly List<ObjectKey> _stale = [];

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

        var result = await _host.Attempts.RunAsync(await BegunAsync(), _stale.Add);

        Assert.Equal((OperationState.Finished, 200), (result.State, result.Status));
        Assert.Equal((Payment, revision), (_host.Provider.Kept.Single().Object.Key, _host.Provider.Kept.Single().Revision));
        Assert.Equal(["kept", "finished"], _host.Journal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Run_AnswerThatIsNotKept_IsASignalAndReadBeforeTheCallerIsAnswered(bool isReplay, bool losesRow)
    {
        _host.Provider.Rows[Payment] = new ObjectRevision(3, IsProvisional: false, Livemode: false);
        _host.Provider.LosesRows = losesRow;
        _host.Provider.Answer = _ => Task.FromResult<AttemptResult>(Answered(isReplay));

        Assert.Equal(OperationState.Finished, (await _host.Attempts.RunAsync(await BegunAsync(), _stale.Add)).State);

        Assert.Equal([Payment], _host.Provider.Signalled);
        Assert.Equal(["signalled", "finished", "read"], _host.Journal.Where(static e => e != "kept"));

        // The read was refused: somebody else is to try.
        Assert.Equal([Payment], _stale);
    }

    [Fact]
    public async Task Run_AnswerThatIsNotKeptButRead_LeavesNothingToOthers()
    {
        _host.Provider.Rows[Payment] = new ObjectRevision(3, IsProvisional: false, Livemode: false);
        _host.Provider.Answer = static _ => Task.FromResult<AttemptResult>(Answered(isReplay: true));
        _host.Provider.ReadAnswer = new ObjectAnswer.Found(StripeProjection.Instance.Gone("stripe", Payment, 1));

        await _host.Attempts.RunAsync(await BegunAsync(), _stale.Add);

        Assert.Empty(_stale);
        Assert.Single(_host.Provider.Kept);
    }

    [Fact]
    public async Task Run_APaymentIsDeclined_ItsRowIsReadAnew()
    {
        _host.Provider.Rows[Payment] = new ObjectRevision(3, IsProvisional: false, Livemode: false);
        _host.Provider.Subject = CommandSubject.Payment("pi_1");
        _host.Provider.Answer = static _ => Task.FromResult<AttemptResult>(new AttemptResult.Final(Outcome.Problem(402, "declined", "No.")));

        await _host.Attempts.RunAsync(await BegunAsync(), _stale.Add);

        Assert.Equal([Payment], _host.Provider.Signalled);
    }

    [Theory]
    [InlineData(typeof(InvalidDataException))]
    [InlineData(typeof(JsonException))]
    [InlineData(typeof(OperationCanceledException))]
    public async Task Run_WhateverFails_IsPostponedWithItsReason(Type fault)
    {
        _host.Provider.Answer = _ => throw (Exception)Activator.CreateInstance(fault)!;

        Assert.Equal(OperationResult.Unsettled, await _host.Attempts.RunAsync(await BegunAsync(), _stale.Add));

        Assert.Contains(fault.Name, _host.Store.Postponed.Single().Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 0.8, 1.2)]
    [InlineData(30, 30, 30)]
    [InlineData(90_000, 3_600, 3_600)]
    public async Task Run_Unknown_WaitsAsLongAsTheProviderAsks_WithinReason(int? asked, double least, double most)
    {
        _host.Provider.Answer = _ => Task.FromResult<AttemptResult>(new AttemptResult.Unknown("lost", asked is { } s ? TimeSpan.FromSeconds(s) : null));

        await _host.Attempts.RunAsync(await BegunAsync(), _stale.Add);

        Assert.InRange(_host.Store.Postponed.Single().Wait.TotalSeconds, least, most);
    }

    [Fact]
    public async Task Run_NothingSent_WritesNothing()
    {
        _host.Provider.Answer = static _ => Task.FromResult<AttemptResult>(new AttemptResult.NotSent(429, "full", TimeSpan.FromSeconds(2)));

        var result = await _host.Attempts.RunAsync(await BegunAsync(), _stale.Add);

        Assert.Equal(OperationResult.NotSent(429, "full", TimeSpan.FromSeconds(2)), result);
        Assert.Empty(_host.Journal);
    }

    [Theory]
    [InlineData(true, "outcome_unknown")]
    [InlineData(false, "not_carried_out")]
    public async Task Run_TooLongAfterTheRequest_AsksNobodyAndSaysWhatIsKnown(bool mayHaveBeenSent, string code)
    {
        var attempt = await BegunAsync() with { MayHaveBeenSent = mayHaveBeenSent };
        _host.Time.Advance(TimeSpan.FromHours(21));

        var result = await _host.Attempts.RunAsync(attempt, _stale.Add);

        Assert.Equal((OperationState.Finished, 502), (result.State, result.Status));
        var problem = JsonElement.Parse(result.Body.Span);
        Assert.Equal((code, $"urn:signalbox:problem:{code}", 502), (
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
            "op_1", new OperationRequest("stripe", "payments.create", "k", "test", "{}"u8.ToArray()), stream: null, TimeSpan.FromMinutes(1), default);
        return operation.ToAttempt();
    }
}
