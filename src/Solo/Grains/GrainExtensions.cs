namespace Orleans;

/// <summary>What grains and references to them can tell.</summary>
public static class GrainExtensions
{
    /// <summary>The identity of a grain or of what a reference refers to.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.GrainId,
        IGrainBase { GrainContext: { } context } => context.GrainId,
        _ => throw new ArgumentException($"{grain?.GetType().ToString() ?? "null"} is neither a grain of a silo nor a reference to one.", nameof(grain)),
    };

    /// <summary>The key of a grain or of what a reference refers to.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain is GrainReference reference
        ? reference.Key
        : grain.GetGrainId().Key.ToString();

    /// <summary>A reference to the same grain by another of its interfaces; how a grain hands itself to others.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain) =>
        (TGrainInterface)grain.AsReference(typeof(TGrainInterface));

    /// <inheritdoc cref="AsReference{TGrainInterface}(IAddressable)"/>
    /// <param name="grain">The grain, or a reference to it.</param>
    /// <param name="interfaceType">The interface.</param>
    public static object AsReference(this IAddressable grain, Type interfaceType)
    {
        var reference = grain switch
        {
            GrainReference itself => itself,
            IGrainBase { GrainContext: { } context } => context.GrainReference,
            _ => throw new ArgumentException($"{grain?.GetType().ToString() ?? "null"} is neither a grain of a silo nor a reference to one.", nameof(grain)),
        };
        return interfaceType.IsInstanceOfType(reference) ? reference : reference.As(interfaceType);
    }

    /// <inheritdoc cref="AsReference{TGrainInterface}(IAddressable)"/>
    public static TGrainInterface Cast<TGrainInterface>(this IAddressable grain) => grain.AsReference<TGrainInterface>();
}
