import sys, time, gc, errno, atexit
def tr(f,*a,**k):
    try: return repr(f(*a,**k))
    except BaseException as e: return type(e).__name__+": "+str(e)
for f,a in ((time.sleep,(-1,)),(time.sleep,('a',)),(time.sleep,(float('nan'),)),(time.gmtime,(1e20,)),(time.gmtime,('a',)),(time.strftime,('%Y',(1,))),(time.strftime,('%Y',(2000,13,1,0,0,0,0,0,0))),(time.mktime,((1,),)),(time.asctime,((2000,1,1,0,0,0,9,1,0),)),(time.get_clock_info,('x',)),(time.ctime,(0,)),(time.strftime,('%Y',5)),(time.localtime,(0,)),(time.gmtime,(0,)),(time.strftime,('%Y',(2000,1,32,0,0,0,0,0,0))),(time.strftime,('%Y',(2000,1,1,24,0,0,0,0,0))),(time.strftime,('%Y',(2000,1,1,0,60,0,0,0,0))),(time.strftime,('%Y',(2000,1,1,0,0,62,0,0,0))),(time.strftime,('%Y',(2000,1,1,0,0,0,0,367,0))),(time.strftime,('%Y',(2000,1,1,0,0,0,-2,0,0))),(time.strftime,(5,)),(time.gmtime,(1.9,)),(time.gmtime,(-1.5,)),(time.mktime,((2000,1,1,0,0,0,0,0,-1),)),(time.mktime,((2**60,1,1,0,0,0,0,0,-1),)),(time.clock_gettime,(99,)),(time.strftime,('%-d é %Q %% \0 %Y',time.gmtime(0))),(gc.collect,(5,)),(gc.set_threshold,()),(gc.is_tracked,(1,)),(gc.get_objects,(5,)),(time.localtime,(float('nan'),)),(time.get_clock_info,('time',))): print(f.__name__,a,tr(f,*a))
g=time.gmtime(86400*365)
print(g, g[0], g.tm_zone, g.tm_gmtoff, len(g), g[:3], g.tm_yday, g.n_fields, g.n_sequence_fields, g.n_unnamed_fields, g.__match_args__, g==tuple(g), hash(g)==hash(tuple(g)), g.__reduce__())
print(tr(time.struct_time), tr(time.struct_time,(1,)), tr(time.struct_time,range(12)), tr(time.struct_time,range(10)), tr(time.struct_time,range(9),{"tm_zone":"X"}).__class__, time.struct_time(range(9),{"tm_zone":"X"}).tm_zone, tr(g.__replace__,tm_year=5), tr(g.__replace__,foo=5))
print(tr(type(sys.flags)), tr(type(sys.version_info)))
try: g.tm_year=1
except Exception as e: print(type(e), e)
print(sys.flags.__class__, sys.int_info, sys.float_info, sys.hash_info)
print(sys.maxsize, sys.byteorder, sys.platform, sys.getdefaultencoding(), sys.getfilesystemencoding(), sys.getrecursionlimit(), sys.get_int_max_str_digits(), sys.getswitchinterval())
print(tr(sys.setrecursionlimit,0), tr(sys.set_int_max_str_digits,5), tr(sys.setswitchinterval,0), tr(sys.intern,1), tr(sys.getsizeof), tr(sys._getframe,100), tr(sys.exit), tr(sys.exit,3), tr(sys.exit,(1,2)))
print(sys.exc_info(), sys.exception(), sys.gettrace(), sys.getprofile(), sys._getframemodulename(), sys._getframe().f_lineno, sys.is_finalizing())
sys.displayhook(5); sys.displayhook(None); print(_)
print(sys.version_info[:2], sys.version_info >= (3,8), sys.version_info.releaselevel, isinstance(sys.stdlib_module_names, frozenset), 'sys' in sys.builtin_module_names, len(sys.stdlib_module_names))
print(gc.isenabled(), gc.get_threshold(), gc.garbage, gc.callbacks, gc.get_debug())
gc.disable(); print(gc.isenabled()); gc.enable()
class A: pass
a=A(); a.a=a; del a
print(gc.collect()>0)
atexit.register(print,"bye",end="!\n"); print(atexit._ncallbacks())
print([n for n in ('argv','path','modules','executable','prefix','implementation','hexversion','warnoptions','_xoptions','meta_path') if not hasattr(sys,n)])
print(tr(time.strftime,"%Y-%m-%d %H:%M:%S",(2024,2,29,13,5,9,3,60,0)), time.tzname, time.timezone)
