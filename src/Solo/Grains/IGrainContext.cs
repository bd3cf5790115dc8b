namespace Orleans.Runtime;

/// <summary>What the host keeps of one activation. A grain gets its own by constructor or as <see cref="IGrainBase.GrainContext"/>.</summary>
public interface IGrainContext : IEquatable<IGrainContext>
{
    /// <summary>The grain's identity.</summary>
    GrainId GrainId { get; }

    /// <summary>A reference to the grain; cast it with <see cref="GrainExtensions.AsReference{TGrainInterface}"/>.</summary>
    GrainReference GrainReference { get; }

    /// <summary>The grain object; <see langword="null"/> before its construction and after its end.</summary>
    object? GrainInstance { get; }

    /// <summary>The activation's own scope of the host's container; ends with the activation.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Completes when the activation has ended, its hooks included.</summary>
    Task Deactivated { get; }

    /// <summary>
    /// Ends the activation: what runs is finished, then <c>OnDeactivateAsync</c> runs, and what still waits goes to a new activation.
    /// Returns at once; safe from any thread, any number of times (the first reason counts).
    /// </summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
