using FsCheck;
using FsCheck.Fluent;
using Signalbox.Calls;
using Signalbox.Tests.Unit.Streams;

namespace Signalbox.Tests.Unit.Calls;

public sealed class CircuitMachineTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly CircuitRule Rule = new(
        TimeSpan.FromSeconds(30), 0.5, 10, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60), Probes: 3, TimeSpan.FromSeconds(20));

    private DateTimeOffset _now = Start;
    private Circuit _circuit = Circuit.New;

    [Theory]
    [InlineData(9, 0, CircuitState.Closed)]
    [InlineData(0, 9, CircuitState.Closed)]
    [InlineData(5, 5, CircuitState.Open)]
    [InlineData(6, 5, CircuitState.Closed)]
    [InlineData(0, 10, CircuitState.Open)]
    [InlineData(1_000, 0, CircuitState.Closed)]
    public void Report_Closed_OpensByRatioAndThroughput(int succeeded, int failed, CircuitState expected)
    {
        Report(0, succeeded, 0);
        Report(0, 0, failed);
        Assert.Equal(expected, _circuit.State);
    }

    [Fact]
    public void Report_FailuresOlderThanTheWindow_DoNotCount()
    {
        Report(0, 0, 9);
        _now += TimeSpan.FromSeconds(31);
        Report(0, 0, 9);
        Assert.Equal(CircuitState.Closed, _circuit.State);
        Report(0, 0, 1);
        Assert.Equal(CircuitState.Open, _circuit.State);
    }

    [Fact]
    public void Ask_Open_RefusesUntilTheBreakIsOver()
    {
        Report(0, 0, 10);
        _now += TimeSpan.FromSeconds(4);
        var answer = Ask();
        Assert.False(answer.MaySend);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.RetryAfter);
        Assert.InRange(answer.KnownFor, TimeSpan.Zero, TimeSpan.FromSeconds(1));

        _now += TimeSpan.FromSeconds(1);
        Assert.True(Ask().MaySend);
        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
    }

    [Fact]
    public void Ask_HalfOpen_GivesOnlyTheConfiguredProbes()
    {
        Open();
        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => Ask().MaySend));
    }

    [Fact]
    public void Report_AllProbesSucceed_Closes()
    {
        Open();
        var round = Ask().Round;
        Ask();
        Ask();
        Report(round, 2, 0);
        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
        Report(round, 1, 0);
        Assert.Equal(CircuitState.Closed, _circuit.State);
        Assert.True(Ask().MaySend);
    }

    [Fact]
    public void Report_AProbeFails_OpensForLonger()
    {
        Open();
        List<TimeSpan> breaks = [];
        for (var i = 0; i < 6; i++)
        {
            Report(Ask().Round, 0, 1);
            breaks.Add(CircuitMachine.OpenFor(_circuit, Rule, _now));
            _now += breaks[^1];
        }

        Assert.Equal([10, 20, 40, 60, 60, 60], breaks.Select(static b => b.TotalSeconds));
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(31, 5)]
    public void Report_OpensAgainAfterClosing_TheBreakGrowsOnlySoonAfter(double closedFor, double seconds)
    {
        Open();
        var round = Ask().Round;
        Ask();
        Ask();
        Report(round, 3, 0);
        _now += TimeSpan.FromSeconds(closedFor);
        Report(round, 0, 10);
        Assert.Equal(seconds, CircuitMachine.OpenFor(_circuit, Rule, _now).TotalSeconds);
    }

    [Fact]
    public void Report_OutcomesFromBeforeTheBreak_DoNotCount()
    {
        Open();
        Ask();
        Report(0, 100, 0);
        Report(0, 0, 100);
        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
    }

    [Fact]
    public void Ask_ProbesLost_AreGivenAgainAfterTheirTime()
    {
        Open();
        var round = Ask().Round;
        Ask();
        Ask();
        Report(round, 1, 0);
        Assert.False(Ask().MaySend);

        _now += Rule.ProbeTimeout;
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => Ask().MaySend));
    }

    [Fact]
    public void Report_AProbeNotUsed_IsFreeAgain()
    {
        Open();
        var round = Ask().Round;
        Ask();
        Ask();
        _circuit = CircuitMachine.Report(_circuit, new OutcomeBatch(round, 1, 0, Returned: 1), Rule, _now);
        Assert.Equal([true, false], Enumerable.Range(0, 2).Select(_ => Ask().MaySend));
    }

    [Fact]
    public void Report_AProbeTakenForLostTurnsUp_DoesNotMakeRoomForAnother()
    {
        Open();
        var round = Ask().Round;
        Ask();
        Ask();
        _now += Rule.ProbeTimeout;
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => Ask().MaySend));
        _circuit = CircuitMachine.Report(_circuit, new OutcomeBatch(round, 0, 0, Returned: 3), Rule, _now);
        Assert.False(Ask().MaySend);
    }

    [Fact]
    public void Ask_AProbeIsOutLaterThanAnother_IsNotTakenForLostWithIt()
    {
        Open();
        Ask();
        _now += Rule.ProbeTimeout - TimeSpan.FromSeconds(1);
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => Ask().MaySend));
        _now += TimeSpan.FromSeconds(2);
        Assert.False(Ask().MaySend);
    }

    [Fact]
    public void Isolate_StaysOpenUntilClosedByHand()
    {
        _circuit = CircuitMachine.Isolate(_circuit);
        Report(0, 1_000, 0);
        _now += TimeSpan.FromDays(30);
        Assert.Equal(CircuitState.Isolated, Ask().State);
        Assert.False(Ask().MaySend);

        _circuit = CircuitMachine.Close(_circuit, _now);
        Assert.True(Ask().MaySend);
        Report(0, 0, 1_000);
        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void Ask_ClockSetBack_DoesNotStayOpenForLong()
    {
        Report(0, 0, 10);
        _now -= TimeSpan.FromDays(1);
        Assert.True(Ask().MaySend);
    }

    [Fact]
    public void AnySequence_NoMoreProbesOutThanConfigured() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Seeds.Any, static seed =>
        {
            var chance = new Random(seed);
            var (circuit, now, round, outstanding, sent) = (Circuit.New, Start, 0L, 0, 0);
            for (var i = 0; i < 400; i++)
            {
                now += TimeSpan.FromMilliseconds(chance.Next(0, 4_000));
                if (chance.Next(2) == 0)
                {
                    var wasLost = circuit.State is CircuitState.HalfOpen && now >= circuit.Until;
                    (circuit, var answer) = CircuitMachine.Ask(circuit, Rule, now);
                    (sent, outstanding) = answer.Round != round ? (0, 0) : wasLost ? (sent - outstanding, 0) : (sent, outstanding);
                    round = answer.Round;
                    if (answer is { State: CircuitState.HalfOpen, MaySend: true })
                    {
                        (sent, outstanding) = (sent + 1, outstanding + 1);
                    }
                }
                else
                {
                    var back = circuit.State is CircuitState.HalfOpen ? Math.Min(outstanding, 1) : 5;
                    outstanding -= circuit.State is CircuitState.HalfOpen ? back : 0;
                    var fails = chance.Next(2) == 0;
                    circuit = CircuitMachine.Report(circuit, new OutcomeBatch(circuit.Round, fails ? 0 : back, fails ? back : 0), Rule, now);
                }

                if (circuit.State is CircuitState.HalfOpen && sent > Rule.Probes)
                {
                    return false;
                }
            }

            return true;
        }));

    private void Open()
    {
        Report(0, 0, 10);
        _now += TimeSpan.FromSeconds(5);
    }

    private void Report(long round, int succeeded, int failed) =>
        _circuit = CircuitMachine.Report(_circuit, new OutcomeBatch(round, succeeded, failed), Rule, _now);

    private CircuitAnswer Ask()
    {
        (_circuit, var answer) = CircuitMachine.Ask(_circuit, Rule, _now);
        return answer;
    }
}
