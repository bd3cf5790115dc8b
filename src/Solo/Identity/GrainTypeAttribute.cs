namespace Orleans;

/// <summary>
/// Names the kind of grain that a class implements. Without it the kind is the class's name in lower case, without a trailing
/// <c>grain</c>. Two classes of one process must not have the same.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class GrainTypeAttribute : Attribute
{
    internal string GrainType { get; }

    /// <param name="grainType">The name, for example <c>customer</c>.</param>
    public GrainTypeAttribute(string grainType) => GrainType = grainType;
}
