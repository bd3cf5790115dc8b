using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Orleans.Hosting;

/// <summary>Collects idle activations while the host runs, and brings everything to its end when it stops.</summary>
internal sealed partial class SiloService(Silo silo) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _collecting = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _collecting = CollectAsync(new PeriodicTimer(silo.Collection.CollectionQuantum, silo.Time), _stopping.Token);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Refuses new requests from outside of the grains, finishes those that were accepted and what they call, then deactivates all. When the
    /// token is cancelled it gives up, and answers those who still wait.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        silo.Calls.Admit(CallDispatcher.Admission.Grains);
        await _stopping.CancelAsync();
        await _collecting;
        try
        {
            await DrainAsync(cancellationToken);
            while (silo.Classes.Activations.ToList() is { Count: > 0 } activations)
            {
                await Task.WhenAll(activations.Select(DeactivateAsync)).WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogNotDrained(silo.Logger, silo.Classes.Activations.Count());
        }

        silo.Calls.Admit(CallDispatcher.Admission.Nobody);
        silo.Calls.FailAll(call => new SiloUnavailableException($"The silo has stopped before {call.Name} of {call.Target.GrainId} was answered; its outcome is unknown."));
    }

    public void Dispose() => _stopping.Dispose();

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        // One activation's requests may call another that was found idle, so look until none is busy.
        while (silo.Classes.Activations.Where(activation => activation.Requests > 0).ToList() is { Count: > 0 } busy)
        {
            await Task.WhenAll(busy.Select(activation => activation.DrainedAsync())).WaitAsync(cancellationToken);
        }
    }

    private static Task DeactivateAsync(Activation activation)
    {
        activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo is stopping."));
        return activation.Deactivated;
    }

    private async Task CollectAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        using (timer)
        {
            try
            {
                while (await timer.WaitForNextTickAsync(stopping))
                {
                    foreach (var activation in silo.Classes.Activations.Where(activation => activation.IsCollectable))
                    {
                        activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, "It had no requests for its collection age."), CancellationToken.None);
                    }
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // Stopping.
            }
        }
    }

    [LoggerMessage(9030, LogLevel.Warning, "The silo has stopped before all activations had ended: {Activations} were left")]
    private static partial void LogNotDrained(ILogger logger, int activations);
}
