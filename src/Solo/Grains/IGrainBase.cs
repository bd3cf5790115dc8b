namespace Orleans;

/// <summary>What a grain class implements; most derive from <see cref="Grain"/>.</summary>
public interface IGrainBase
{
    /// <summary>The activation that this object is.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Runs before the first request. If it throws, the requests that wait fail with that exception, and the next one tries anew.</summary>
    /// <param name="token">Cancelled when the activation takes longer than the host allows.</param>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs after the last request. Does not run when the process dies: nothing may depend on it.</summary>
    /// <param name="reason">Why; for logs.</param>
    /// <param name="token">Cancelled when it takes longer than the host allows.</param>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
