using Microsoft.Extensions.Logging;

namespace Signalbox.Calls;

/// <inheritdoc cref="ICircuitBreakerGrain"/>
internal sealed partial class CircuitBreakerGrain(CallServices services) : Grain, ICircuitBreakerGrain
{
    private CircuitRule Rule => services.Rules.Circuit;

    /// <inheritdoc/>
    public Task<CircuitAnswer> AskAsync(CancellationToken cancellationToken) =>
        MoveAsync((circuit, now) => CircuitMachine.Ask(circuit, Rule, now), cancellationToken);

    /// <inheritdoc/>
    public Task<CircuitAnswer> ReportAsync(OutcomeBatch outcomes, CancellationToken cancellationToken) =>
        MoveAsync((circuit, now) => Described(CircuitMachine.Report(circuit, outcomes, Rule, now), now), cancellationToken);

    /// <inheritdoc/>
    public Task IsolateAsync(CancellationToken cancellationToken) =>
        MoveAsync((circuit, now) => Described(CircuitMachine.Isolate(circuit), now), cancellationToken);

    /// <inheritdoc/>
    public Task CloseAsync(CancellationToken cancellationToken) =>
        MoveAsync((circuit, now) => Described(CircuitMachine.Close(circuit, now), now), cancellationToken);

    /// <inheritdoc/>
    public async Task<CircuitStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var row = await services.Circuits.ReadAsync(this.GetPrimaryKeyString(), cancellationToken);
        var (succeeded, failed) = row.Circuit.Outcomes.Sum(Rule.SamplingWindow, row.Now);
        return new CircuitStatus(row.Circuit.State, succeeded, failed, CircuitMachine.OpenFor(row.Circuit, Rule, row.Now), row.Circuit.Breaks);
    }

    private (Circuit Next, CircuitAnswer Answer) Described(Circuit circuit, DateTimeOffset now) => (circuit, CircuitMachine.Describe(circuit, Rule, now));

    /// <summary>Decides on the row as it is and writes the outcome, again and again until nobody came between. An answer is only given after that.</summary>
    private async Task<CircuitAnswer> MoveAsync(Func<Circuit, DateTimeOffset, (Circuit Next, CircuitAnswer Answer)> move, CancellationToken cancellationToken)
    {
        var name = this.GetPrimaryKeyString();
        while (true)
        {
            // Each loss means that another process moved the circuit on, so that this ends.
            var row = await services.Circuits.ReadAsync(name, cancellationToken);
            var (next, answer) = move(row.Circuit, row.Now);
            if (ReferenceEquals(next, row.Circuit) || await services.Circuits.SwapAsync(name, row, next, cancellationToken))
            {
                Tell(name, row, next);
                return answer;
            }
        }
    }

    private void Tell(string name, CircuitRow row, Circuit next)
    {
        if (next.State == row.Circuit.State)
        {
            return;
        }

        services.Metrics.Moved(name, next.State);
        if (next.State is CircuitState.Open)
        {
            LogOpened(services.CircuitLogger, name, CircuitMachine.OpenFor(next, Rule, row.Now), next.Breaks);
        }
        else
        {
            LogMoved(services.CircuitLogger, name, next.State);
        }
    }

    [LoggerMessage(5011, LogLevel.Warning, "The circuit {Circuit} opens for {Break}: too many requests fail by the provider's fault (break {Breaks} in a row)")]
    private static partial void LogOpened(ILogger logger, string circuit, TimeSpan @break, int breaks);

    [LoggerMessage(5012, LogLevel.Information, "The circuit {Circuit} is {State} now")]
    private static partial void LogMoved(ILogger logger, string circuit, CircuitState state);
}
