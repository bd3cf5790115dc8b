namespace Orleans;

/// <summary>Makes references to grains. Making one activates nothing and costs next to nothing. Safe for any number of callers at once.</summary>
public interface IGrainFactory
{
    /// <summary>The reference to the grain with this key of the class that implements the interface.</summary>
    /// <param name="primaryKey">The key; not empty.</param>
    /// <param name="grainClassNamePrefix">What the full name of the class starts with, where several implement the interface.</param>
    /// <exception cref="ArgumentException">No class implements the interface, or several do and the prefix does not tell which.</exception>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    /// <summary>The reference to the grain with this identity.</summary>
    /// <exception cref="ArgumentException">No class is of the identity's kind.</exception>
    TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable;

    /// <inheritdoc cref="GetGrain{TGrainInterface}(string, string?)"/>
    /// <param name="grainInterfaceType">The interface.</param>
    /// <param name="grainPrimaryKey">The key; not empty.</param>
    IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey);

    /// <summary>
    /// Makes an object callable by grains. Calls of it come one at a time. The object is held weakly: whoever made the reference keeps the
    /// object alive, and deletes the reference when it is no longer needed.
    /// </summary>
    TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;

    /// <summary>Ends what <see cref="CreateObjectReference{T}"/> made; calls of the reference fail from now on.</summary>
    /// <param name="obj">The reference.</param>
    /// <exception cref="ArgumentException">It is not such a reference.</exception>
    void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;
}
