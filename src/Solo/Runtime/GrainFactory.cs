namespace Orleans.Runtime;

/// <summary>Makes the references, for grains and for the code around them.</summary>
internal sealed class GrainFactory(Silo silo) : IClusterClient
{
    public IServiceProvider ServiceProvider => silo.Services;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey =>
        (TGrainInterface)(object)Refer(typeof(TGrainInterface), primaryKey, grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable =>
        (TGrainInterface)(object)InterfaceShape.Of(typeof(TGrainInterface)).Refer(silo.Classes.Of(grainId.Type), grainId.Key.ToString());

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => (IGrain)(object)Refer(grainInterfaceType, grainPrimaryKey, prefix: null);

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver =>
        (TGrainObserverInterface)(object)InterfaceShape.Of(typeof(TGrainObserverInterface)).Refer(silo.Observers, silo.Observers.Add(obj));

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        if (obj is not GrainReference reference || !silo.Observers.Remove(reference.Key))
        {
            throw new ArgumentException("It is not a reference made by CreateObjectReference, or has been deleted.", nameof(obj));
        }
    }

    private GrainReference Refer(Type type, string key, string? prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return InterfaceShape.Of(type).Refer(silo.Classes.Implementing(type, prefix), key);
    }
}
