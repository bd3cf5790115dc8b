using System.Diagnostics.CodeAnalysis;

namespace Orleans;

/// <summary>
/// The base class of most grains. The host makes its objects, one for each activation, with constructor injection. Code of a grain runs in
/// turns: between two awaits nothing else of the same activation runs.
/// </summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>For derived classes that the host makes.</summary>
    protected Grain()
        : this(RuntimeContext.Current)
    {
    }

    /// <summary>For tests that make the object themselves.</summary>
    /// <param name="grainContext">Stands for the activation.</param>
    protected Grain(IGrainContext? grainContext) => GrainContext = grainContext;

    /// <inheritdoc/>
    [AllowNull]
    public IGrainContext GrainContext { get; }

    /// <summary>A reference to this grain.</summary>
    public GrainReference GrainReference => GrainContext.GrainReference;

    /// <summary>The grain's identity as text.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    /// <summary>Makes references to other grains.</summary>
    protected IGrainFactory GrainFactory => Activation.Class.Silo.Factory;

    /// <summary>The activation's scope of the container.</summary>
    protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    private Activation Activation => GrainContext as Activation
        ?? throw new InvalidOperationException($"{GetType()} was made outside of a silo, and has no runtime.");

    /// <inheritdoc cref="IGrainBase.OnActivateAsync"/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc cref="IGrainBase.OnDeactivateAsync"/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc cref="GrainBaseExtensions.DeactivateOnIdle"/>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>
    /// Keeps the activation from being collected for being idle, for at least this long from now. Zero or less takes an earlier call back,
    /// <see cref="Timeout.InfiniteTimeSpan"/> keeps it for good. <see cref="DeactivateOnIdle"/> ends it all the same.
    /// </summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Activation.Idleness.Delay(timeSpan);
}
