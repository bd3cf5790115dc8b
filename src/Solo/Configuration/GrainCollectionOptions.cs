namespace Orleans.Configuration;

/// <summary>When activations that nobody uses are deactivated.</summary>
public class GrainCollectionOptions
{
    /// <summary>How long an activation stays without requests, where its class does not say.</summary>
    /// <value>More than <see cref="CollectionQuantum"/>. Default 15 minutes.</value>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The age for single classes, by full name; overrides their attributes.</summary>
    public Dictionary<string, TimeSpan> ClassSpecificCollectionAge { get; set; } = [];

    /// <summary>How often activations are looked through.</summary>
    /// <value>More than zero. Default 1 minute.</value>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long <c>OnActivateAsync</c> may take before its token is cancelled.</summary>
    /// <value>More than zero. Default 30 seconds.</value>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long <c>OnDeactivateAsync</c> may take before its token is cancelled.</summary>
    /// <value>More than zero. Default 30 seconds.</value>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
